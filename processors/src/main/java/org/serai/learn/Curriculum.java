package org.serai.learn;

/** In which order lessons come into the model. Only the thread of the {@link Trainer} calls. */
interface Curriculum {

    /**
     * Learns a lecture.
     *
     * @throws UnavailableException when it was not learned, or nobody knows, and may be asked again
     */
    Teacher.Outcome teach(Lecture lecture);

    /**
     * Learns what other nodes have taught, and tells them what the file brought that they don't know.
     *
     * @return whether something has changed, and shall be saved
     */
    boolean follow();

    /** Whether it changes nothing: whoever sends a copy of a message to a trap must not unteach what somebody has said of it. */
    static boolean stands(Model model, Lecture lecture) {
        return !lecture.channel().somebodySays() && model.knows(lecture.sample().fingerprint());
    }

    /** A node alone: whatever comes is learned, as it comes. */
    static Curriculum alone(LiveModel live) {
        return new Curriculum() {
            @Override
            public Teacher.Outcome teach(Lecture lecture) {
                Model model = live.model();
                if (model.position().equals(Position.IMPORTED)) {
                    // Who comes to others later shall not replace what they know.
                    model.reached(Position.NONE, true);
                }
                return stands(model, lecture)
                        ? Teacher.Outcome.KNOWN
                        : model.take(lecture.sample(), lecture.label(), lecture.addressee());
            }

            @Override
            public boolean follow() {
                return false;
            }
        };
    }
}
