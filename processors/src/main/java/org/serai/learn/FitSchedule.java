package org.serai.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** When blends are fitted again: when a tenth more lessons have come, or were taken back, or so many. A few that were taken back leave them as they were. */
final class FitSchedule {

    private static final int MOST = 500;

    private int learned;
    private int takenBack;

    /** @param isNew whether a lesson has come; else one was taken back, or relabelled */
    void count(boolean isNew) {
        if (isNew) {
            learned++;
        } else {
            takenBack++;
        }
    }

    /**
     * Whether it is time; then it counts anew.
     *
     * @param lessons that there are
     */
    boolean due(int lessons) {
        if (Math.max(learned, takenBack) < Math.min(1 + lessons / 10, MOST)) {
            return false;
        }
        learned = 0;
        takenBack = 0;
        return true;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(learned);
        out.writeInt(takenBack);
    }

    void read(DataInput in) throws IOException {
        learned = in.readInt();
        takenBack = in.readInt();
    }
}
