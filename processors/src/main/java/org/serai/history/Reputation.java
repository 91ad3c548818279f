package org.serai.history;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.serai.config.Option;
import org.serai.mail.DomainName;
import org.serai.mail.Mail;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;
import org.serai.store.Tables;
import org.serai.store.Tally;

/** How much good and bad mail came from domains that were proved, and from client networks. Old mail counts ever less. */
public final class Reputation {

    /** More mails than that say no more; and who has turned bad shall be seen to have. */
    static final double MOST = 1000;

    /** Of what is written no more, a 256th is left then. */
    private static final int HALF_LIVES = 8;

    private static final ClientNetworks NETWORKS = new ClientNetworks(24, 64);

    private final Table<Counts> table;
    private final long halfLife;
    private final Clock clock;

    /** Properties under {@code filter.reputation.}: what counts, and how long. */
    public record Options(
            @Option(
                            value = "30d",
                            least = "1h",
                            most = "365d",
                            doc = "Time after which a mail counts half; a quarter after two of them.")
                    Duration halfLife,
            @Option(
                            value = "8",
                            least = "0.1",
                            doc =
                                    "Score, without reputation's own points, from which quarantined and refused mail counts as bad;"
                                            + " what a finding refuses alone does anyway.")
                    double spamScore,
            @Option(
                            value = "1",
                            least = "0",
                            doc =
                                    "Points against it, without reputation's own, up to which accepted mail counts as good.")
                    double hamScore,
            @Option(
                            value = "LISTS_RED, LISTS_BYPASS, HEADER_LOOP",
                            doc = "Findings with which a mail does not count, separated by commas.")
                    List<String> never,
            @Option(
                            value = "200000",
                            least = "1",
                            most = "10000000",
                            doc = "Domains and networks; beyond that, those not used for longest go.")
                    int maxEntries) {}

    /**
     * One entry of the table {@code reputation}.
     *
     * @param ham good mails, at the time {@code at}
     * @param spam bad mails, likewise
     * @param at milliseconds since 1970
     */
    public record Counts(double ham, double spam, long at) {

        static final Counts NONE = new Counts(0, 0, 0);

        /** What they are worth later; a clock that is behind sees them as they are. */
        Counts at(long now, long halfLife) {
            return now <= at ? this : times(Math.pow(0.5, (double) (now - at) / halfLife), now);
        }

        private Counts times(double share, long now) {
            return new Counts(ham * share, spam * share, now);
        }

        Counts plus(Counts other, long halfLife) {
            long later = Math.max(at, other.at);
            Counts one = at(later, halfLife);
            Counts two = other.at(later, halfLife);
            var sum = new Counts(one.ham + two.ham, one.spam + two.spam, later);
            double all = sum.total();
            return all <= MOST ? sum : sum.times(MOST / all, later);
        }

        /** All mails. */
        public double total() {
            return ham + spam;
        }
    }

    /** What was asked about a mail, by which the effect knows who it counts for. */
    record Question() implements org.serai.mail.Question<Asked> {}

    /**
     * The domain and network of a mail, and what came from there before.
     *
     * @param domain proved; empty: none is
     * @param network empty: it says nothing of the sender
     */
    public record Asked(
            Optional<String> domain,
            Optional<String> network,
            CompletableFuture<Counts> ofDomain,
            CompletableFuture<Counts> ofNetwork) {}

    /** Of these tables. */
    public Reputation(Options options, Tables tables, Clock clock) {
        this.table = tables.table(spec(options));
        this.halfLife = options.halfLife().toMillis();
        this.clock = clock;
    }

    /** The table that it needs. After a partition the greater counts stand: what came before it is in both. */
    public static TableSpec<Counts> spec(Options options) {
        long halfLife = options.halfLife().toMillis();
        return new TableSpec<>(
                "reputation",
                Counts.class,
                Spread.REPLICATED,
                options.maxEntries(),
                counts -> options.halfLife().multipliedBy(HALF_LIVES),
                (one, other) -> greater(one, other, halfLife));
    }

    private static Counts greater(Counts one, Counts other, long halfLife) {
        long later = Math.max(one.at(), other.at());
        Counts a = one.at(later, halfLife);
        Counts b = other.at(later, halfLife);
        return new Counts(Math.max(a.ham(), b.ham()), Math.max(a.spam(), b.spam()), later);
    }

    /** Adds up in this process, for {@link ReputationEffect}; somebody must flush it. */
    public Tally<Counts> tally() {
        return new Tally<>(table, (there, more) -> there.plus(more, halfLife));
    }

    /**
     * What is known of a mail's sender, asked once.
     *
     * @param client whose network counts; empty where that says nothing
     */
    public Asked of(Mail mail, Optional<DomainName> domain, Optional<InetAddress> client) {
        return mail.ask(new Question(), () -> {
            Optional<String> name = domain.map(DomainName::ascii);
            Optional<String> network = client.map(NETWORKS::key);
            return new Asked(name, network, counts(name), counts(network));
        });
    }

    private CompletableFuture<Counts> counts(Optional<String> key) {
        return key.map(known -> table.get(known)
                        .thenApply(found -> found.map(counts -> counts.at(clock.millis(), halfLife))
                                .orElse(Counts.NONE))
                        .toCompletableFuture())
                .orElseGet(() -> CompletableFuture.completedFuture(Counts.NONE));
    }
}
