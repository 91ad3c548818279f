package org.serai.history;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.serai.config.Option;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.AddressKey;
import org.serai.mail.DomainName;
import org.serai.mail.Mail;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;
import org.serai.store.Tables;

/** Whom our own users have written to, and who therefore is no stranger when he answers. */
public final class Correspondents {

    private static final String EVERYBODY = "*";

    /** Two days, for clocks and time zones that differ. */
    private static final Duration DAY = Duration.ofDays(2);

    private final Options options;
    private final Table<Correspondent> table;
    private final Table<Quota> quotas;
    private final PenalizedAccounts penalized;
    private final Clock clock;

    /** Properties under {@code filter.correspondents.}: what is written, and how long it stays. */
    public record Options(
            @Option(
                            value = "365d",
                            least = "1d",
                            most = "3650d",
                            doc = "Time for which somebody whom a user wrote to is trusted, from the last mail to him.")
                    Duration lifespan,
            @Option(
                            value = "false",
                            doc = "Whom one user writes to is known to all: an entry for everybody is written as well.")
                    boolean shared,
            @Option(
                            value = "false",
                            doc =
                                    "All of the recipient's registered domain are known as well; never those of free-mailers.txt.")
                    boolean domains,
            @Option(
                            value = "200",
                            least = "1",
                            most = "1000000",
                            doc =
                                    "New correspondents of a user in a day (UTC); whoever has more learns none until the next: a"
                                            + " hijacked account writes to many.")
                    int perDay,
            @Option(
                            value = "5000",
                            least = "1",
                            most = "100000000",
                            doc =
                                    "New correspondents in a day (UTC) by all mail of one client that does not log in, whatever its"
                                            + " reverse-paths; of one login they are per-day.")
                    int perClient,
            @Option(
                            value = "RATES_USER, CLAMAV_VIRUS",
                            doc =
                                    "Findings in mail of one of our own users by which his account is penalized: somebody else may"
                                            + " have it, and it teaches nothing. Empty: never.")
                    List<String> penalizedBy,
            @Option(
                            value = "1d",
                            least = "1h",
                            most = "365d",
                            doc = "Time from the last such finding for which a penalized account teaches nothing.")
                    Duration penalizedFor,
            @Option(
                            value = "1000000",
                            least = "1",
                            most = "100000000",
                            doc = "Entries; beyond that, those not used for longest go.")
                    int maxEntries) {

        public Options {
            penalizedBy = List.copyOf(penalizedBy);
        }
    }

    /**
     * One entry of the table {@code correspondents}, in milliseconds since 1970.
     *
     * @param since the first mail to him
     * @param last the last one, or one up to a day before it ({@link Renewal})
     */
    public record Correspondent(long since, long last) {}

    /**
     * One entry of the table {@code correspondents-days}.
     *
     * @param learned new correspondents; one more than allowed when there were more
     */
    public record Quota(int learned) {}

    /** How well somebody is known, the best first. */
    public enum Acquaintance {
        /** The user has written to this address. */
        ADDRESS,
        /** The user has written to somebody of this domain. */
        DOMAIN,
        /** Another user has written to the address or the domain. */
        SHARED,
        NONE
    }

    /** Of these tables. */
    public Correspondents(Options options, Tables tables, Clock clock) {
        this.options = options;
        this.table = tables.table(correspondents(options));
        this.quotas = tables.table(quotas(options));
        this.penalized = new PenalizedAccounts(options, tables, clock);
        this.clock = clock;
    }

    /** The tables that it needs. */
    public static List<TableSpec<?>> specs(Options options) {
        return List.of(correspondents(options), quotas(options), PenalizedAccounts.spec(options));
    }

    private static TableSpec<Correspondent> correspondents(Options options) {
        return new TableSpec<>(
                "correspondents",
                Correspondent.class,
                Spread.REPLICATED,
                options.maxEntries(),
                each -> options.lifespan(),
                (one, other) ->
                        new Correspondent(Math.min(one.since(), other.since()), Math.max(one.last(), other.last())));
    }

    private static TableSpec<Quota> quotas(Options options) {
        return new TableSpec<>(
                "correspondents-days",
                Quota.class,
                Spread.REPLICATED,
                options.maxEntries(),
                each -> DAY,
                (one, other) -> one.learned() > other.learned() ? one : other);
    }

    /** A key to look for, and what it means that it is there. */
    private record Trace(String key, Acquaintance means) {}

    /**
     * How well a user knows an author; asked step by step, so that a stranger costs four look-ups in memory at most. Entries that the
     * options do not write are not looked for. An empty local part is nobody's: its key would be that of the whole domain.
     */
    public CompletionStage<Acquaintance> know(AddressKey user, AddressKey author, PublicSuffixes suffixes) {
        if (author.local().isEmpty()) {
            return CompletableFuture.completedFuture(Acquaintance.NONE);
        }
        String domain = domain(author, suffixes);
        var traces = new ArrayList<Trace>();
        traces.add(new Trace(key(user.toString(), author.toString()), Acquaintance.ADDRESS));
        if (options.domains()) {
            traces.add(new Trace(key(user.toString(), domain), Acquaintance.DOMAIN));
        }
        if (options.shared()) {
            traces.add(new Trace(key(EVERYBODY, author.toString()), Acquaintance.SHARED));
        }
        if (options.shared() && options.domains()) {
            traces.add(new Trace(key(EVERYBODY, domain), Acquaintance.SHARED));
        }
        return first(traces, 0);
    }

    private CompletionStage<Acquaintance> first(List<Trace> traces, int from) {
        if (from == traces.size()) {
            return CompletableFuture.completedFuture(Acquaintance.NONE);
        }
        Trace trace = traces.get(from);
        return table.get(trace.key())
                .thenCompose(found ->
                        found.isPresent() ? CompletableFuture.completedFuture(trace.means()) : first(traces, from + 1));
    }

    /** Remembers an account of ours that somebody else may have, where a mail's findings say so. */
    CompletionStage<Void> penalize(Mail mail) {
        return penalized.note(mail);
    }

    /** A user has written to these; nothing is written when that makes more new ones than a day allows, or by a penalized account. */
    public CompletionStage<Void> learn(Lesson lesson) {
        return penalized.holds(lesson).thenCompose(held -> held ? Effects.DONE : learnPairs(lesson));
    }

    private CompletionStage<Void> learnPairs(Lesson lesson) {
        String user = lesson.user().toString();
        List<String> pairs = lesson.recipients().stream()
                .map(recipient -> key(user, recipient.toString()))
                .toList();
        List<CompletableFuture<Optional<Correspondent>>> known =
                pairs.stream().map(key -> table.get(key).toCompletableFuture()).toList();
        return all(known).thenCompose(done -> {
            int more =
                    (int) known.stream().filter(each -> each.join().isEmpty()).count();
            return allowed(lesson, more).thenCompose(allowed -> allowed ? write(lesson, pairs) : Effects.DONE);
        });
    }

    /** Reverse-paths are the client's choice, so that who sends has a quota as well. */
    private CompletionStage<Boolean> allowed(Lesson lesson, int more) {
        if (more == 0) {
            return CompletableFuture.completedFuture(true);
        }
        String by = (lesson.loggedIn() ? "login " : "client ") + BoundedKey.of(lesson.sentBy());
        return quota(by, more, lesson.loggedIn() ? options.perDay() : options.perClient())
                .thenCompose(room -> room
                        ? quota(BoundedKey.of(lesson.user().toString()), more, options.perDay())
                        : CompletableFuture.completedFuture(false));
    }

    private CompletionStage<Boolean> quota(String whose, int more, int most) {
        return quotas.update(
                        LocalDate.now(clock) + " " + whose,
                        taken -> Optional.of(new Quota(
                                Math.min(most + 1, taken.map(Quota::learned).orElse(0) + more))))
                .thenApply(quota -> quota.orElseThrow().learned() <= most);
    }

    private CompletionStage<Void> write(Lesson lesson, List<String> pairs) {
        var keys = new ArrayList<>(pairs);
        if (options.shared()) {
            lesson.recipients().forEach(recipient -> keys.add(key(EVERYBODY, recipient.toString())));
        }
        if (options.domains()) {
            for (DomainName domain : lesson.domains()) {
                keys.add(key(lesson.user().toString(), "@" + domain));
                if (options.shared()) {
                    keys.add(key(EVERYBODY, "@" + domain));
                }
            }
        }
        long now = clock.millis();
        return all(keys.stream()
                .map(key -> table.update(key, known -> Optional.of(renewed(known, now)))
                        .toCompletableFuture())
                .toList());
    }

    private Correspondent renewed(Optional<Correspondent> known, long now) {
        return known.filter(each -> now - each.last() < Renewal.after(options.lifespan()))
                .orElseGet(
                        () -> new Correspondent(known.map(Correspondent::since).orElse(now), now));
    }

    /**
     * A user says that an author sends spam: neither his address nor his domain is known to the user any more, nor by him to
     * others.
     *
     * @return how many authors were known
     */
    public CompletableFuture<Integer> forget(AddressKey user, Collection<AddressKey> authors, PublicSuffixes suffixes) {
        List<CompletableFuture<Boolean>> removed = authors.stream()
                .distinct()
                .map(author -> forget(user, author, suffixes))
                .toList();
        return all(removed)
                .thenApply(done ->
                        (int) removed.stream().filter(CompletableFuture::join).count())
                .toCompletableFuture();
    }

    private CompletableFuture<Boolean> forget(AddressKey user, AddressKey author, PublicSuffixes suffixes) {
        var removed = new ArrayList<CompletableFuture<Boolean>>();
        for (String whose : List.of(user.toString(), EVERYBODY)) {
            for (String who : List.of(author.toString(), domain(author, suffixes))) {
                removed.add(table.remove(key(whose, who)).toCompletableFuture());
            }
        }
        return all(removed)
                .thenApply(done -> removed.stream().anyMatch(CompletableFuture::join))
                .toCompletableFuture();
    }

    private static String domain(AddressKey address, PublicSuffixes suffixes) {
        DomainName name = DomainName.of(address.domain());
        return "@"
                + (name == null ? address.domain() : suffixes.registered(name).ascii());
    }

    private static String key(String user, String correspondent) {
        return BoundedKey.of(user, correspondent);
    }

    private static CompletionStage<Void> all(List<? extends CompletableFuture<?>> some) {
        return CompletableFuture.allOf(some.toArray(CompletableFuture[]::new));
    }
}
