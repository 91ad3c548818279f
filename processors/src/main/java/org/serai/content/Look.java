package org.serai.content;

/**
 * How text looks in an element of HTML, as far as that decides whether anybody sees it.
 *
 * @param gone neither shown nor given room, whatever is within
 * @param blank given room, but not shown ({@code visibility})
 * @param tiny of a size that nobody reads
 * @param away moved out of sight by {@code text-indent}
 * @param colour of the text
 * @param background in force behind it
 */
record Look(boolean gone, boolean blank, boolean tiny, boolean away, int colour, int background) {

    /** Of a page that says nothing. */
    static final Look PLAIN = new Look(false, false, false, false, 0x000000, 0xffffff);

    boolean seen() {
        return !(gone || blank || tiny || away || Colours.alike(colour, background));
    }

    /** That of an element in this one. */
    Look with(Style style) {
        int behind = style.background() == Style.UNSET ? background : style.background();
        return new Look(
                gone || style.hides(),
                style.blank().in(blank),
                style.tiny().in(tiny),
                style.away().in(away),
                style.colour() == Style.UNSET
                        ? colour
                        : style.colour() == Colours.TRANSPARENT ? behind : style.colour(),
                behind);
    }
}
