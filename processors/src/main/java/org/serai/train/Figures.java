package org.serai.train;

import java.util.Arrays;
import java.util.List;

/**
 * How well probabilities tell spam from ham, as the TREC spam track measured it (Cormack and Lynam 2005).
 *
 * @param falsePositives ham at or above the threshold
 * @param falseNegatives spam below it
 * @param lossPercent 1-ROCA%: of all pairs of a ham and a spam, the share in percent in which the ham has the higher probability, equal ones
 *     counted half
 */
record Figures(int ham, int spam, int falsePositives, int falseNegatives, double lossPercent, List<Caught> caught) {

    /**
     * What would be caught at another threshold.
     *
     * @param falsePositivePercent share of ham, in percent, that lies above it at most
     * @param threshold the lowest such; spam above it is caught
     */
    record Caught(double falsePositivePercent, double threshold, double percent) {}

    /** A message and what was said of it. */
    record Judged(Labelled message, double probability) {}

    static Figures of(List<Judged> judged, double threshold) {
        double[] ham = sorted(judged, false);
        double[] spam = sorted(judged, true);
        int above = ham.length - below(ham, threshold, false);
        int missed = below(spam, threshold, false);
        return new Figures(
                ham.length,
                spam.length,
                above,
                missed,
                loss(ham, spam),
                List.of(caught(ham, spam, 0.1), caught(ham, spam, 0.5)));
    }

    private static double[] sorted(List<Judged> judged, boolean spam) {
        return judged.stream()
                .filter(each -> each.message().spam() == spam)
                .mapToDouble(Judged::probability)
                .sorted()
                .toArray();
    }

    /** How many are below a value, or at most as high. */
    private static int below(double[] sorted, double value, boolean orEqual) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (sorted[middle] < value || orEqual && sorted[middle] == value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double loss(double[] ham, double[] spam) {
        double right = Arrays.stream(spam)
                .map(each -> (below(ham, each, false) + below(ham, each, true)) / 2.0)
                .sum();
        return 100 * (1 - right / ham.length / spam.length);
    }

    private static Caught caught(double[] ham, double[] spam, double percent) {
        int above = (int) (percent / 100 * ham.length + 1e-9);
        double threshold = above >= ham.length ? Double.NEGATIVE_INFINITY : ham[ham.length - 1 - above];
        return new Caught(percent, threshold, 100.0 * (spam.length - below(spam, threshold, true)) / spam.length);
    }
}
