package org.serai.learn;

/**
 * One entry of the table {@code lessons}, whose key is an id in hexadecimal digits.
 *
 * @param sample by {@link SampleCodec}; empty: it is no lesson, and {@code model} tells what takes the place of all before
 * @param addressee in whose own counts it is
 * @param inferred nobody has said it, a trap or other filters have: of a message that is known it changes nothing
 */
record SharedLesson(
        byte[] sample, String fingerprint, Label label, Snapshot model, Addressee addressee, boolean inferred) {

    static SharedLesson of(Lecture lecture) {
        Sample sample = lecture.sample();
        return new SharedLesson(
                SampleCodec.write(sample),
                sample.fingerprint(),
                lecture.label(),
                Snapshot.NONE,
                lecture.addressee(),
                !lecture.channel().somebodySays());
    }

    static SharedLesson of(Snapshot model) {
        return new SharedLesson(new byte[0], "", Label.FORGET, model, Addressee.NOBODY, false);
    }
}
