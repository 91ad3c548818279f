package org.serai.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages that were learned, in their order; the oldest are forgotten. One thread uses it; any may ask for the numbers. */
final class Ledger {

    private final int most;
    private final Map<String, Lesson> lessons = new LinkedHashMap<>();
    private volatile int spam;
    private volatile int ham;

    /** @param most messages that are remembered */
    Ledger(int most) {
        this.most = most;
    }

    int spam() {
        return spam;
    }

    int ham() {
        return ham;
    }

    int size() {
        return lessons.size();
    }

    @Nullable
    Lesson get(String fingerprint) {
        return lessons.get(fingerprint);
    }

    /** Whether a model would learn something new of it, or could take something back. */
    boolean wouldChange(Sample sample, Label label) {
        Lesson known = get(sample.fingerprint());
        boolean exact = known == null || known.features() == sample.features();
        return switch (label) {
            case SPAM, HAM -> known == null || known.spam() != (label == Label.SPAM) && exact;
            case FORGET -> known != null && exact;
        };
    }

    /** All, the oldest first. */
    List<Lesson> all() {
        return new ArrayList<>(lessons.values());
    }

    void put(String fingerprint, Lesson lesson) {
        lessons.put(fingerprint, lesson);
        count(lesson.spam(), 1);
        // A file may have more, of a larger learn.max-lessons.
        while (lessons.size() > most) {
            Iterator<Lesson> oldest = lessons.values().iterator();
            count(oldest.next().spam(), -1);
            oldest.remove();
        }
    }

    void remove(String fingerprint) {
        Lesson lesson = lessons.remove(fingerprint);
        if (lesson != null) {
            count(lesson.spam(), -1);
        }
    }

    private void count(boolean isSpam, int by) {
        if (isSpam) {
            spam += by;
        } else {
            ham += by;
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(lessons.size());
        for (Map.Entry<String, Lesson> entry : lessons.entrySet()) {
            Lesson lesson = entry.getValue();
            out.writeUTF(entry.getKey());
            out.writeLong(lesson.features());
            out.writeLong(lesson.number());
            out.writeBoolean(lesson.spam());
            out.writeUTF(lesson.addressee().user());
            out.writeUTF(lesson.addressee().domain());
            for (int i = 0; i < lesson.amounts().length; i++) {
                out.writeInt(lesson.amounts()[i]);
                out.writeDouble(lesson.evidence()[i]);
            }
        }
    }

    /**
     * Replaces all.
     *
     * @param classifiers how many there are
     */
    void read(DataInput in, int classifiers) throws IOException {
        lessons.clear();
        spam = 0;
        ham = 0;
        var addressees = new HashMap<Addressee, Addressee>();
        int size = in.readInt();
        for (int k = 0; k < size; k++) {
            String fingerprint = in.readUTF();
            long features = in.readLong();
            long number = in.readLong();
            boolean isSpam = in.readBoolean();
            // One object for all lessons of a user.
            Addressee addressee = addressees.computeIfAbsent(new Addressee(in.readUTF(), in.readUTF()), each -> each);
            var amounts = new int[classifiers];
            var evidence = new double[classifiers];
            for (int i = 0; i < classifiers; i++) {
                amounts[i] = in.readInt();
                evidence[i] = in.readDouble();
            }
            put(fingerprint, new Lesson(features, number, isSpam, amounts, evidence, addressee));
        }
    }
}
