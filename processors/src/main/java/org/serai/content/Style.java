package org.serai.content;

import java.util.Locale;

/**
 * What declarations of CSS say about whether text is seen.
 *
 * @param gone {@code display:none}, {@code opacity:0}, far outside of the page
 * @param flat of no height or width; without {@code clips} text hangs over and is seen
 * @param colour as {@link Colours} has it, or {@link #UNSET}
 */
record Style(Said gone, Said flat, Said clips, Said blank, Said tiny, Said away, int colour, int background) {

    static final int UNSET = -3;

    static final Style NONE =
            new Style(Said.NOTHING, Said.NOTHING, Said.NOTHING, Said.NOTHING, Said.NOTHING, Said.NOTHING, UNSET, UNSET);

    static final Style HIDDEN =
            new Style(Said.YES, Said.NOTHING, Said.NOTHING, Said.NOTHING, Said.NOTHING, Said.NOTHING, UNSET, UNSET);

    /** Text up to this size, in pixels, is read by nobody. */
    private static final double TINY = 2;

    private static final double TRANSLUCENT = 0.05;

    /** Pixels to the left or above, that no window shows. */
    private static final double AWAY = -900;

    /** Whether something is so. */
    enum Said {
        YES,
        NO,
        NOTHING;

        static Said of(boolean so) {
            return so ? YES : NO;
        }

        boolean in(boolean inherited) {
            return this == NOTHING ? inherited : this == YES;
        }

        Said or(Said other) {
            return this == NOTHING ? other : this;
        }
    }

    boolean hides() {
        return gone == Said.YES || flat == Said.YES && clips == Said.YES;
    }

    /** What that one says, and where it says nothing, this one. */
    Style then(Style that) {
        return this == NONE
                ? that
                : that == NONE
                        ? this
                        : new Style(
                                that.gone.or(gone),
                                that.flat.or(flat),
                                that.clips.or(clips),
                                that.blank.or(blank),
                                that.tiny.or(tiny),
                                that.away.or(away),
                                that.colour == UNSET ? colour : that.colour,
                                that.background == UNSET ? background : that.background);
    }

    static Style ofColours(int colour, int background) {
        return new Style(
                Said.NOTHING, Said.NOTHING, Said.NOTHING, Said.NOTHING, Said.NOTHING, Said.NOTHING, colour, background);
    }

    /** Reads the declarations of a {@code style} attribute or of a rule. */
    static Style parse(String declarations) {
        var reading = new Reading();
        String css = declarations.toLowerCase(Locale.ROOT);
        int start = 0;
        int colon = -1;
        int depth = 0;
        for (int i = 0; i <= css.length(); i++) {
            char c = i < css.length() ? css.charAt(i) : ';';
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth = 0;
            } else if (c == ':' && colon < 0) {
                colon = i;
            } else if (c == ';' && (depth == 0 || i == css.length())) {
                if (colon >= 0) {
                    reading.declaration(
                            css.substring(start, colon).strip(),
                            css.substring(colon + 1, i).strip());
                }
                start = i + 1;
                colon = -1;
            }
        }
        return reading.style();
    }

    private static final class Reading {
        private Said gone = Said.NOTHING;
        private Said flat = Said.NOTHING;
        private Said clips = Said.NOTHING;
        private Said blank = Said.NOTHING;
        private Said tiny = Said.NOTHING;
        private Said away = Said.NOTHING;
        private int colour = UNSET;
        private int background = UNSET;

        Style style() {
            return new Style(gone, flat, clips, blank, tiny, away, colour, background);
        }

        void declaration(String name, String value) {
            switch (name) {
                case "display" -> says(value.startsWith("none"));
                case "visibility" -> blank = Said.of(value.startsWith("hidden") || value.startsWith("collapse"));
                case "opacity" -> says(number(value) < TRANSLUCENT);
                case "font-size" -> size(value);
                case "height", "max-height", "width", "max-width" -> flat = number(value) == 0 ? Said.YES : flat;
                case "overflow" -> clips = Said.of(value.startsWith("hidden") || value.startsWith("clip"));
                case "left", "top", "margin-left", "margin-top" -> says(number(value) < AWAY);
                case "text-indent" -> away = Said.of(number(value) < AWAY);
                case "color" -> colour = Colours.of(value);
                case "background-color", "background", "background-image" -> background(value);
                default -> {}
            }
        }

        private void says(boolean hides) {
            gone = hides ? Said.YES : gone;
        }

        private void size(String value) {
            double size = number(value);
            boolean relative = value.endsWith("em") && !value.endsWith("rem") || value.endsWith("%");
            if (!relative || size == 0) {
                tiny = Said.of(size <= (value.endsWith("rem") ? 0 : TINY));
            }
        }

        /** Of an image nobody knows the colours. */
        private void background(String value) {
            int found = value.contains("url(") || value.contains("gradient(") ? Colours.UNKNOWN : Colours.of(value);
            if (found != Colours.TRANSPARENT) {
                background = found;
            }
        }

        /** That a value begins with; NaN if it does not. */
        private static double number(String value) {
            int end = 0;
            while (end < value.length() && end < 12 && "+-.0123456789".indexOf(value.charAt(end)) >= 0) {
                end++;
            }
            try {
                return end == 0 ? Double.NaN : Double.parseDouble(value.substring(0, end));
            } catch (NumberFormatException e) {
                return Double.NaN;
            }
        }
    }
}
