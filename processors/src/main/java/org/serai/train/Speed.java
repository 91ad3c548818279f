package org.serai.train;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * How fast the work goes once it is warm: messages by the clock, and by the CPU that all threads of this process took, those that compile,
 * collect garbage and read attached documents as well.
 */
final class Speed {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** Of less by either clock nothing can be said: that of the CPU goes in hundredths of a second. */
    private static final long LEAST_NANOS = 100_000_000;

    /** A moment, by both clocks. */
    record Moment(long nanos, long cpu) {
        static Moment now() {
            return new Moment(System.nanoTime(), SYSTEM.getProcessCpuTime());
        }
    }

    /** Messages in which Java warms up, where each is worked on once. */
    private static final int WARM_UP = 1000;

    private final int warmUp;
    private final Supplier<Moment> clocks;
    private final Moment begin;
    private Moment warm;
    private int done;

    /**
     * Begins to measure when so many messages are done; when there are no more, all are measured.
     *
     * @param warmUp messages, 0: at once
     */
    Speed(int warmUp) {
        this(warmUp, Moment::now);
    }

    Speed(int warmUp, Supplier<Moment> clocks) {
        this.warmUp = warmUp;
        this.clocks = clocks;
        this.begin = clocks.get();
        this.warm = begin;
    }

    /** Of so many messages, worked on so often: the last time is measured. */
    static Speed of(int messages, int rounds) {
        return new Speed(rounds == 1 ? Math.min(WARM_UP, messages / 2) : messages * (rounds - 1));
    }

    void step() {
        if (++done == warmUp) {
            warm = clocks.get();
        }
    }

    /**
     * {@code 2,345 messages/s by the clock, 1,800/s of one core (555 µs of CPU each), of 8,000 after 1,000 to warm up}; no speed when all was
     * done within a tenth of a second.
     */
    String said() {
        int cold = done > warmUp ? warmUp : 0;
        int measured = done - cold;
        Moment from = cold > 0 ? warm : begin;
        Moment now = clocks.get();
        long nanos = now.nanos() - from.nanos();
        long cpu = now.cpu() - from.cpu();
        String what = String.format(Locale.ROOT, "of %,d after %,d to warm up", measured, cold);
        if (measured == 0 || Math.min(nanos, cpu) < LEAST_NANOS) {
            return "too few messages to measure the speed, " + what;
        }
        double cpuSeconds = cpu / 1e9;
        return String.format(
                Locale.ROOT,
                "%,.0f messages/s by the clock, %,.0f/s of one core (%,.0f µs of CPU each, all threads), %s",
                measured / (nanos / 1e9),
                measured / cpuSeconds,
                cpuSeconds / measured * 1e6,
                what);
    }
}
