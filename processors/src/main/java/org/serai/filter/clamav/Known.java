package org.serai.filter.clamav;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers of one clamd by the SHA-256 of what it was asked about, for minutes; the ones used longest ago go first. */
final class Known {

    private record Entry(Answer answer, Instant until) {}

    private final Clock clock;
    private final Duration time;
    private final Map<String, Entry> entries;

    Known(int size, Duration time, Clock clock) {
        this.clock = clock;
        this.time = time;
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
                return size() > size;
            }
        };
    }

    synchronized @Nullable Answer get(String key) {
        Entry entry = entries.get(key);
        return entry != null && clock.instant().isBefore(entry.until()) ? entry.answer() : null;
    }

    synchronized void put(String key, Answer answer) {
        entries.put(key, new Entry(answer, clock.instant().plus(time)));
    }

    /** After new signatures have been loaded. */
    synchronized void clear() {
        entries.clear();
    }
}
