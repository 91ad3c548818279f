package org.serai.learn;

import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much each source may teach in a day (UTC), and all of them together. It is counted in memory and begins anew with the process. */
public final class DailyQuota {

    /** For mail that teaches nothing: as much as anybody likes, and nothing is counted. */
    public static final DailyQuota NONE = new DailyQuota(Clock.systemUTC(), Integer.MAX_VALUE, Integer.MAX_VALUE);

    private final Clock clock;
    private final int perSource;
    private final int perDay;
    private final Map<String, Integer> taken = new HashMap<>();
    private LocalDate day;
    private int all;

    /**
     * Nothing taken yet.
     *
     * @param perSource messages of a source
     * @param perDay messages of all sources, which bounds the memory as well
     */
    public DailyQuota(Clock clock, int perSource, int perDay) {
        this.clock = clock;
        this.perSource = perSource;
        this.perDay = perDay;
        this.day = today();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), clock.getZone());
    }

    /** What was taken at once: what of it teaches nothing in the end goes back. */
    public final class Share {

        private final LocalDate when;
        private final List<String> sources;
        private int left;

        private Share(LocalDate when, List<String> sources, int amount) {
            this.when = when;
            this.sources = sources;
            this.left = amount;
        }

        /**
         * Gives so much back, on the day it was taken; of a day that is over nothing is left to give.
         *
         * @throws IllegalArgumentException when that is more than was taken
         */
        public void giveBack(int amount) {
            DailyQuota.this.giveBack(this, amount);
        }
    }

    /** What takes nothing of any quota. */
    public static Share free() {
        return NONE.new Share(NONE.day, List.of(), Integer.MAX_VALUE);
    }

    /** More than this can never be taken at once. */
    public int most() {
        return Math.min(perSource, perDay);
    }

    /**
     * Takes so much of all these sources.
     *
     * @param amount at least 1
     * @return null, and nothing is taken, when one of them has no more
     */
    public synchronized @Nullable Share take(List<String> sources, int amount) {
        if (this == NONE) {
            return new Share(day, sources, amount);
        }
        LocalDate now = today();
        if (!now.equals(day)) {
            day = now;
            all = 0;
            taken.clear();
        }
        if (amount > perDay - all
                || sources.stream().anyMatch(each -> amount > perSource - taken.getOrDefault(each, 0))) {
            return null;
        }
        all += amount;
        sources.forEach(each -> taken.merge(each, amount, Integer::sum));
        return new Share(day, List.copyOf(sources), amount);
    }

    private synchronized void giveBack(Share share, int amount) {
        if (amount > share.left) {
            throw new IllegalArgumentException(amount + " of " + share.left + " cannot be given back");
        }
        share.left -= amount;
        if (this == NONE || !share.when.equals(day)) {
            return;
        }
        all -= amount;
        // Who has nothing taken takes no memory.
        share.sources.forEach(
                each -> taken.computeIfPresent(each, (source, sum) -> sum > amount ? sum - amount : null));
    }
}
