package org.serai.train;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * How fast the work goes once it is warm: messages by the clock, and by the CPU that all threads of this process took, those that compile,
 * collect garbage and read attached documents as well.
 */
final class Speed {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** A moment, by both clocks. */
    private record Moment(long nanos, long cpu) {
        static Moment now() {
            return new Moment(System.nanoTime(), SYSTEM.getProcessCpuTime());
        }
    }

    private final int warmUp;
    private final Moment begin = Moment.now();
    private Moment warm = begin;
    private int done;

    /**
     * Begins to measure when so many messages are done; when there are no more, all are measured.
     *
     * @param warmUp messages, 0: at once
     */
    Speed(int warmUp) {
        this.warmUp = warmUp;
    }

    void step() {
        if (++done == warmUp) {
            warm = Moment.now();
        }
    }

    /** {@code 2,345 messages/s by the clock, 1,800/s of one core (555 µs of CPU each), of 8,000 after 1,000 to warm up}. */
    String said() {
        int cold = done > warmUp ? warmUp : 0;
        int measured = Math.max(1, done - cold);
        Moment from = cold > 0 ? warm : begin;
        Moment now = Moment.now();
        double seconds = Math.max(1, now.nanos() - from.nanos()) / 1e9;
        double cpuSeconds = Math.max(1, now.cpu() - from.cpu()) / 1e9;
        return String.format(
                Locale.ROOT,
                "%,.0f messages/s by the clock, %,.0f/s of one core (%,.0f µs of CPU each, all threads), of %,d after %,d to warm"
                        + " up",
                measured / seconds,
                measured / cpuSeconds,
                cpuSeconds / measured * 1e6,
                measured,
                cold);
    }
}
