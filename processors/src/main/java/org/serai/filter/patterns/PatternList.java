package org.serai.filter.patterns;

import java.util.List;

/**
 * One file of rules.
 *
 * @param name of the file, without {@code patterns-} and {@code .txt}
 * @param cap the list adds at most this to the score of a mail, and takes at most this from it
 */
record PatternList(String name, double cap, List<Rule> rules) {

    /** What is left of points after others were given already. */
    double within(double given, double more) {
        return Math.max(-cap, Math.min(cap, given + more)) - given;
    }
}
