package org.serai.content;

import com.ibm.icu.text.IDNA;
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
        static final IDNA UTS46 = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_UNICODE);
    }

    /**
     * What a name in the DNS or another text looks like, for comparison alone. Beyond UTS 39 upper and lower case, {@code 0} and {@code o}, {@code 1}, {@code i} and
     * {@code l}, {@code 3} and {@code e}, {@code 5} and {@code s}, {@code vv} and {@code w}, {@code cl} and {@code d} look alike.
     *
     * @param text A-labels are shown as browsers show them
     */
    public static String skeleton(String text) {
        String shown = text;
        if (text.contains("xn--")) {
            var out = new StringBuilder();
            Unicode.UTS46.nameToUnicode(text, out, new IDNA.Info());
            shown = out.toString();
        }
        boolean ascii = shown.chars().allMatch(c -> c < 128);
        String skeleton = (ascii ? shown : Unicode.CHECKER.getSkeleton(shown)).toLowerCase(Locale.ROOT);
        for (String[] pair : ALIKE) {
            skeleton = skeleton.replace(pair[0], pair[1]);
        }
        return skeleton;
    }
}
