package org.serai.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.serai.store.Store;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;
import org.serai.store.Tally;

/** Observations in the store, so that several nodes count together and each report is sent by one of them. */
public final class StoredObservations implements Observations, AutoCloseable {

    /** Until a day is given up, and one more for clocks that differ. */
    private static final int DAYS = Reports.MAX_DAYS + 2;

    /** A node that was killed has not sent what it took on: less than the hour after which all look again. */
    private static final Duration CLAIM = Duration.ofMinutes(50);

    /** A report that a node has taken on, or sent. */
    public record Claim(boolean sent) {}

    private final Table<Counted> rows;
    private final Table<Claim> claims;
    private final Tally<Counted> tally;
    private final Clock clock;

    /** @param maxRows of a day, as the tables were declared with */
    public StoredObservations(Store store, int maxRows, Clock clock) {
        this.rows = store.table(rows(maxRows));
        this.claims = store.table(claims(maxRows));
        this.tally = new Tally<>(rows, Counted::plus);
        this.clock = clock;
    }

    /** The tables that it needs. */
    public static List<TableSpec<?>> tables(int maxRows) {
        return List.of(rows(maxRows), claims(maxRows));
    }

    /** After a partition the greater count stands: rather too few than mail that nobody sent. */
    private static TableSpec<Counted> rows(int maxRows) {
        return new TableSpec<>(
                "dmarc-rows",
                Counted.class,
                Spread.DISTRIBUTED,
                entries(maxRows),
                row -> Duration.ofDays(DAYS),
                (one, other) -> one.count() > other.count() ? one : other);
    }

    private static TableSpec<Claim> claims(int maxRows) {
        return new TableSpec<>(
                "dmarc-reports",
                Claim.class,
                Spread.REPLICATED,
                entries(maxRows),
                claim -> claim.sent() ? Duration.ofDays(DAYS) : CLAIM,
                (one, other) -> one.sent() ? one : other);
    }

    private static int entries(int maxRows) {
        return (int) Math.min(Integer.MAX_VALUE, (long) maxRows * DAYS);
    }

    @Override
    public void add(Observation observation) {
        Instant now = clock.instant();
        String key = day(LocalDate.now(clock)) + observation.policy().domain() + " " + hash(observation.row());
        tally.add(key, new Counted(observation.policy(), observation.row(), 1, now));
    }

    /** Writes what was added; once a second. */
    public void flush() {
        tally.flush();
    }

    /** Row by content: an observation has domains of a sender, so its key must not be made of them alone. */
    private static String hash(Observation.Row row) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(row.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String day(LocalDate day) {
        return day + " ";
    }

    @Override
    public List<LocalDate> before(LocalDate today) {
        var days = new TreeSet<LocalDate>();
        rows.forEach((key, row) -> days.add(LocalDate.parse(key.substring(0, key.indexOf(' ')))));
        return List.copyOf(days.headSet(today));
    }

    @Override
    public void read(LocalDate day, Consumer<Counted> each) {
        rows.forEach((key, row) -> {
            if (key.startsWith(day(day))) {
                each.accept(row);
            }
        });
    }

    @Override
    public boolean reported(LocalDate day, String domain) {
        return await(claims.get(day(day) + domain)).map(Claim::sent).orElse(false);
    }

    @Override
    public boolean claim(LocalDate day, String domain) {
        return await(claims.putIfAbsent(day(day) + domain, new Claim(false))).isEmpty();
    }

    @Override
    public void done(LocalDate day, String domain) {
        await(claims.put(day(day) + domain, new Claim(true)));
    }

    /** What was sent is kept: the last rows of a day may come from another node a moment later. */
    @Override
    public void forget(LocalDate day) {
        var keys = new ArrayList<String>();
        rows.forEach((key, row) -> {
            if (key.startsWith(day(day))) {
                keys.add(key);
            }
        });
        keys.forEach(key -> await(rows.remove(key)));
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Override
    public void close() {
        tally.close();
    }
}
