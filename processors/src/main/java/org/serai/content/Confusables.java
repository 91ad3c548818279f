package org.serai.content;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.IDNA;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import java.util.Locale;

/** What texts look like: two that a reader may take for each other have the same skeleton (UTS 39 section 4), and some more. */
public final class Confusables {

    private static final String[][] ALIKE = {
        {"m", "rn"}, {"w", "vv"}, {"d", "cl"}, {"0", "o"}, {"1", "l"}, {"i", "l"}, {"3", "e"}, {"5", "s"}, {"|", "l"}
    };

    private Confusables() {}

    /** ICU's part, made when the first text comes that needs it. */
    private static final class Unicode {
        static final SpoofChecker CHECKER = new SpoofChecker.Builder().build();
        static final Normalizer2 COMPATIBLE = Normalizer2.getNFKCInstance();
        static final Normalizer2 DECOMPOSED = Normalizer2.getNFKDInstance();
        static final IDNA UTS46 = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_UNICODE);
    }

    /**
     * What a name in the DNS or another text looks like, for comparison alone. Beyond UTS 39 upper and lower case, {@code 0} and {@code o}, {@code 1}, {@code i} and
     * {@code l}, {@code 3} and {@code e}, {@code 5} and {@code s}, {@code vv} and {@code w}, {@code cl} and {@code d} look alike, and accents
     * are looked through.
     *
     * @param text A-labels are shown as browsers show them
     */
    public static String skeleton(String text) {
        String shown = folded(text);
        String skeleton = (ascii(shown) ? shown : Unicode.CHECKER.getSkeleton(shown)).toLowerCase(Locale.ROOT);
        for (String[] pair : ALIKE) {
            skeleton = skeleton.replace(pair[0], pair[1]);
        }
        return skeleton;
    }

    /** Without accents and what is not seen, and in lower case; A-labels as browsers show them. */
    public static String folded(String text) {
        String shown = text;
        if (text.contains("xn--")) {
            var out = new StringBuilder();
            Unicode.UTS46.nameToUnicode(text, out, new IDNA.Info());
            shown = out.toString();
        }
        return ascii(shown)
                ? shown.toLowerCase(Locale.ROOT)
                : without(Unicode.DECOMPOSED.normalize(shown), true).toLowerCase(Locale.ROOT);
    }

    /** What a reader sees: wide and small forms as the letters and signs that they are, nothing that has no width. */
    public static String seen(String text) {
        return ascii(text) ? text : without(Unicode.COMPATIBLE.normalize(text), false);
    }

    private static String without(String text, boolean marks) {
        var out = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> !(marks && Character.getType(c) == Character.NON_SPACING_MARK)
                        && !UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT))
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }
}
