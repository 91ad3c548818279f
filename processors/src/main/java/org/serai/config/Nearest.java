package org.serai.config;

import java.util.Collection;

/** Says which known name was probably meant. */
public final class Nearest {

    private Nearest() {}

    /** Ends a sentence: {@code "; did you mean 'x'?"}, or a full stop where no name is near. */
    public static String to(String wrong, Collection<String> known) {
        String best = "";
        int least = Math.max(2, wrong.length() / 4) + 1;
        for (String name : known) {
            int distance = distance(wrong, name);
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return best.isEmpty() ? "." : "; did you mean '" + best + "'?";
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
