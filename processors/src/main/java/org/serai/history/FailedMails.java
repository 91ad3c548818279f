package org.serai.history;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.serai.config.Option;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;
import org.serai.store.Tables;

/** How often the routes have failed over one content, so that a message which no retry helps does not come back for days. */
public final class FailedMails {

    private final Table<Failed> table;
    private final Clock clock;

    /** Properties under {@code dead-letter.}: what is remembered. */
    public record Options(
            @Option(
                            value = "5d",
                            least = "1h",
                            most = "30d",
                            doc = "Time for which it is remembered that the routes failed over a message.")
                    Duration memory,
            @Option(
                            value = "100000",
                            least = "1",
                            most = "10000000",
                            doc = "Messages of which that is remembered; beyond that, the oldest are forgotten.")
                    int maxEntries) {}

    /**
     * One entry of the table {@code failures}.
     *
     * @param count times
     * @param first milliseconds since 1970
     */
    public record Failed(int count, long first) {}

    /** Of these tables. */
    public FailedMails(Options options, Tables tables, Clock clock) {
        this.table = tables.table(spec(options));
        this.clock = clock;
    }

    /** The table that it needs. After a partition the greater count stands. */
    public static TableSpec<Failed> spec(Options options) {
        return new TableSpec<>(
                "failures",
                Failed.class,
                Spread.REPLICATED,
                options.maxEntries(),
                failed -> options.memory(),
                (one, other) -> one.count() >= other.count() ? one : other);
    }

    /**
     * The routes have failed over it once more.
     *
     * @param content its SHA-256, hexadecimal
     * @return how often by now
     */
    public CompletionStage<Integer> again(String content) {
        long now = clock.millis();
        return table.update(
                        content,
                        there -> Optional.of(there.map(failed -> new Failed(failed.count() + 1, failed.first()))
                                .orElseGet(() -> new Failed(1, now))))
                .thenApply(after -> after.map(Failed::count).orElse(1));
    }
}
