package org.serai.learn;

import java.util.Arrays;

/** Counts that come on top of those of all. */
interface Extra {

    /** None. */
    Extra NONE = new Extra() {
        @Override
        public boolean tells(int feature) {
            return false;
        }

        @Override
        public double ham(int feature) {
            return 0;
        }

        @Override
        public double spam(int feature) {
            return 0;
        }

        @Override
        public double hamSize() {
            return 0;
        }

        @Override
        public double spamSize() {
            return 0;
        }
    };

    /** Whether it counts this feature; of others it says nothing, not even that no message had them. */
    boolean tells(int feature);

    /** Ham that had a feature. */
    double ham(int feature);

    /** Spam that had it. */
    double spam(int feature);

    /** All ham. */
    double hamSize();

    /** All spam. */
    double spamSize();

    /** Both together, of these features alone. */
    static Extra of(Extra one, Extra other, int[] features) {
        if (one == NONE && other == NONE) {
            return NONE;
        }
        int[] sorted = features.clone();
        Arrays.sort(sorted);
        return new Extra() {
            @Override
            public boolean tells(int feature) {
                return Arrays.binarySearch(sorted, feature) >= 0;
            }

            @Override
            public double ham(int feature) {
                return one.ham(feature) + other.ham(feature);
            }

            @Override
            public double spam(int feature) {
                return one.spam(feature) + other.spam(feature);
            }

            @Override
            public double hamSize() {
                return one.hamSize() + other.hamSize();
            }

            @Override
            public double spamSize() {
                return one.spamSize() + other.spamSize();
            }
        };
    }
}
