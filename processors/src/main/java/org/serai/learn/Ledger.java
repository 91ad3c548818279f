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

/**
 * The messages that were learned, in their order; of more than there may be, the oldest of that class is forgotten of which there are more, so
 * that much spam does not make the ham forgotten. One thread changes it; any may ask, and waits for no disk.
 */
final class Ledger {

    private final int most;
    private final Map<String, Lesson> spam = new LinkedHashMap<>();
    private final Map<String, Lesson> ham = new LinkedHashMap<>();

    /** @param most messages that are remembered */
    Ledger(int most) {
        this.most = most;
    }

    private Map<String, Lesson> of(boolean isSpam) {
        return isSpam ? spam : ham;
    }

    synchronized int spam() {
        return spam.size();
    }

    synchronized int ham() {
        return ham.size();
    }

    synchronized int size() {
        return spam.size() + ham.size();
    }

    synchronized @Nullable Lesson get(String fingerprint) {
        Lesson known = spam.get(fingerprint);
        return known == null ? ham.get(fingerprint) : known;
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

    /** The last lessons of each class, so many at most, without the first fifth: those were told by classifiers that knew nothing. */
    synchronized List<Lesson> last(int ofEach) {
        var out = new ArrayList<Lesson>();
        for (Map<String, Lesson> each : List.of(spam, ham)) {
            each.values().stream()
                    .skip(Math.max(each.size() - ofEach, each.size() / 5))
                    .forEach(out::add);
        }
        return out;
    }

    synchronized void put(String fingerprint, Lesson lesson) {
        of(lesson.spam()).put(fingerprint, lesson);
        // A file may have more, of a larger learn.max-lessons.
        while (spam.size() + ham.size() > most) {
            Iterator<Lesson> oldest = of(spam.size() > ham.size()).values().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    synchronized void remove(String fingerprint) {
        if (spam.remove(fingerprint) == null) {
            ham.remove(fingerprint);
        }
    }

    private synchronized List<Map.Entry<String, Lesson>> all() {
        var out = new ArrayList<>(spam.entrySet());
        out.addAll(ham.entrySet());
        return out;
    }

    /** By the thread that changes it. Without the lock: what it writes to may be slow. */
    void write(DataOutput out) throws IOException {
        List<Map.Entry<String, Lesson>> all = all();
        out.writeInt(all.size());
        for (Map.Entry<String, Lesson> entry : all) {
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
    synchronized void read(DataInput in, int classifiers) throws IOException {
        spam.clear();
        ham.clear();
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
