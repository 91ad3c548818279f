package org.serai.learn;

import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    /**
     * Takes so much of all these sources, or nothing when one of them has no more.
     *
     * @param amount at least 1
     */
    public synchronized boolean take(List<String> sources, int amount) {
        if (this == NONE) {
            return true;
        }
        LocalDate now = today();
        if (!now.equals(day)) {
            day = now;
            all = 0;
            taken.clear();
        }
        if (amount > perDay - all
                || sources.stream().anyMatch(each -> amount > perSource - taken.getOrDefault(each, 0))) {
            return false;
        }
        all += amount;
        sources.forEach(each -> taken.merge(each, amount, Integer::sum));
        return true;
    }
}
