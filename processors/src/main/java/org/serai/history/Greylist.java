package org.serai.history;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.serai.config.Option;
import org.serai.identity.AuthenticationResult;
import org.serai.identity.IprevResult;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.AddressKey;
import org.serai.mail.Client;
import org.serai.mail.DomainName;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;
import org.serai.store.Tables;

/**
 * Who was told to come again, and who did (RFC 6647). A triplet is the client, the reverse-path and a forward-path; in the place of
 * the client stands the domain that SPF or DKIM proves, or that of its confirmed name, so that it may come again from another machine.
 */
public final class Greylist {

    /** What the sender is told; the time is nobody's business who would wait just as long. */
    public static final String REASON = "Please try again later";

    /** Of further recipients there is no triplet: each costs a write on all nodes. */
    static final int MAX_RECIPIENTS = 20;

    private static final ClientNetworks NETWORKS = new ClientNetworks(24, 64);

    private final Options options;
    private final Table<Triplet> table;
    private final boolean remembers;
    private final Clock clock;

    /** Properties under {@code filter.greylist.}: how long what stays. */
    public record Options(
            @Option(
                            value = "28h",
                            least = "1m",
                            most = "30d",
                            doc =
                                    "Time in which a sender who was put off must come again; later it is put off anew. Longer than"
                                            + " filter.greylist.delay.")
                    Duration window,
            @Option(
                            value = "36d",
                            least = "1h",
                            most = "3650d",
                            doc = "Time for which a sender who came again is let through; each mail begins it anew.")
                    Duration lifespan,
            @Option(
                            value = "1000000",
                            least = "1",
                            most = "100000000",
                            doc =
                                    "Triplets of client, sender and recipient; beyond that, those not used for longest go.")
                    int maxEntries) {}

    /**
     * One entry of the table {@code greylist}, in milliseconds since 1970.
     *
     * @param first when it was put off first
     * @param passed when it was let through last, or up to a day before ({@link Renewal}); 0: never
     */
    public record Triplet(long first, long passed) {}

    /** How a mail stands. */
    public enum State {
        /** Never seen. */
        NEW,
        /** It has come again too soon. */
        EARLY,
        /** It has come again in time, or had done so before. */
        PASSED
    }

    /**
     * What was asked about a mail, by which the effect knows what to write.
     *
     * @param recipient the one that is asked about at RCPT; empty at DATA
     */
    record Question(String recipient) implements org.serai.mail.Question<Asked> {

        static Question of(Mail mail) {
            Path asked = mail.envelope().recipient();
            return new Question(asked == null ? "" : asked.address());
        }
    }

    /**
     * The triplets of a mail, and how they stand together.
     *
     * @param state of many the best: who comes again for one recipient comes again
     */
    public record Asked(List<String> triplets, CompletableFuture<State> state) {}

    /** Of these tables. Where nothing is ever remembered all would be new for ever: see {@link #remembers}. */
    public Greylist(Options options, Tables tables, Clock clock) {
        this.options = options;
        this.table = tables.table(spec(options));
        this.remembers = tables != Tables.EMPTY;
        this.clock = clock;
    }

    /** The table that it needs. After a partition who has passed on one side has passed. */
    public static TableSpec<Triplet> spec(Options options) {
        return new TableSpec<>(
                "greylist",
                Triplet.class,
                Spread.REPLICATED,
                options.maxEntries(),
                triplet -> triplet.passed() == 0 ? options.window() : options.lifespan(),
                (one, other) ->
                        new Triplet(Math.min(one.first(), other.first()), Math.max(one.passed(), other.passed())));
    }

    /** False when a mail is only explained: nobody is put off then. */
    public boolean remembers() {
        return remembers;
    }

    /** In which a sender must come again. */
    public Duration window() {
        return options.window();
    }

    /**
     * Looks for the triplets of a mail, once for each recipient at RCPT and once at DATA.
     *
     * @param recipients beyond twenty they have none
     * @param delay from the first attempt until one passes; nodes whose clocks differ by a minute make it so much longer or shorter
     */
    public Asked of(Mail mail, List<Path> recipients, Duration delay, PublicSuffixes suffixes) {
        return mail.ask(Question.of(mail), () -> {
            String client = client(mail, suffixes);
            String sender = sender(mail);
            List<String> keys = recipients.stream()
                    .limit(MAX_RECIPIENTS)
                    .map(recipient -> BoundedKey.of(
                            client, sender, AddressKey.of(recipient).toString()))
                    .distinct()
                    .toList();
            List<CompletableFuture<Optional<Triplet>>> found = keys.stream()
                    .map(key -> table.get(key).toCompletableFuture())
                    .toList();
            return new Asked(
                    keys,
                    CompletableFuture.allOf(found.toArray(CompletableFuture[]::new))
                            .thenApply(all -> best(found, delay)));
        });
    }

    private State best(List<CompletableFuture<Optional<Triplet>>> found, Duration delay) {
        State best = State.NEW;
        for (CompletableFuture<Optional<Triplet>> each : found) {
            State state = each.join().map(triplet -> state(triplet, delay)).orElse(State.NEW);
            best = state.compareTo(best) > 0 ? state : best;
        }
        return best;
    }

    private State state(Triplet triplet, Duration delay) {
        // A node whose clock is behind saw it before it was.
        long age = Math.max(0, clock.millis() - triplet.first());
        return triplet.passed() > 0 || age >= delay.toMillis() ? State.PASSED : State.EARLY;
    }

    private static String sender(Mail mail) {
        Path from = mail.envelope().mailFrom();
        return NormalizedSender.of(from == null ? Path.NULL : from);
    }

    private static String client(Mail mail, PublicSuffixes suffixes) {
        Client client = mail.envelope().client();
        return new ProvedDomain(suffixes)
                .of(mail)
                .or(() -> confirmedName(mail, client, suffixes))
                .map(DomainName::ascii)
                .orElseGet(() -> NETWORKS.key(client.address()));
    }

    private static Optional<DomainName> confirmedName(Mail mail, Client client, PublicSuffixes suffixes) {
        IprevResult iprev = AuthenticationResult.answer(mail, new IprevResult.Question(client.address()));
        return iprev == null || iprev.result() != IprevResult.Result.PASS
                ? Optional.empty()
                : Optional.ofNullable(DomainName.of(iprev.name())).map(suffixes::registrable);
    }

    /** A mail was put off: those of its triplets that are not known yet begin to wait. */
    CompletionStage<Void> putOff(List<String> triplets) {
        var now = new Triplet(clock.millis(), 0);
        return all(triplets.stream().map(key -> table.putIfAbsent(key, now)).toList());
    }

    /** A mail was let through: all its triplets pass from now on. */
    CompletionStage<Void> letThrough(List<String> triplets) {
        long now = clock.millis();
        return all(triplets.stream()
                .map(key -> table.update(key, known -> Optional.of(passed(known, now))))
                .toList());
    }

    private Triplet passed(Optional<Triplet> known, long now) {
        return known.filter(triplet -> now - triplet.passed() < Renewal.after(options.lifespan()))
                .orElseGet(() -> new Triplet(known.map(Triplet::first).orElse(now), now));
    }

    private static CompletionStage<Void> all(List<? extends CompletionStage<?>> writes) {
        return CompletableFuture.allOf(
                writes.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }
}
