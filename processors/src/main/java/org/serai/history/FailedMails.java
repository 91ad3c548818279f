package org.serai.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.serai.config.Option;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Sha256;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;
import org.serai.store.Tables;

/** How often the routes have failed over one message, so that a message which no retry helps does not come back for days. */
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
     * The routes have failed over it once more: the same content with the same envelope, for a newsletter is many mails.
     *
     * @return how often by now
     */
    public CompletionStage<Integer> again(Mail mail) throws IOException {
        long now = clock.millis();
        return table.update(
                        key(mail),
                        there -> Optional.of(there.map(failed -> new Failed(failed.count() + 1, failed.first()))
                                .orElseGet(() -> new Failed(1, now))))
                .thenApply(after -> after.map(Failed::count).orElse(1));
    }

    private static String key(Mail mail) throws IOException {
        var text = new StringBuilder(mail.content().sha256().hex());
        Path from = mail.envelope().mailFrom();
        text.append(' ').append(from == null ? "" : from.text());
        mail.envelope().rcptTo().stream().map(Path::text).sorted().forEach(to -> text.append(' ')
                .append(to));
        byte[] octets = text.toString().getBytes(StandardCharsets.UTF_8);
        var digest = new Sha256();
        digest.update(octets, 0, octets.length);
        return digest.hex();
    }
}
