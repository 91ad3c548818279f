package org.serai.history;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.serai.config.Option;
import org.serai.mail.Mail;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;
import org.serai.store.Tables;
import org.serai.store.Tally;

/**
 * How much good and bad mail came from domains that were proved, from authors at free-mailers, and from client networks. Old mail
 * counts ever less.
 */
public final class Reputation {

    /** More mails than that say no more; and who has turned bad shall be seen to have. */
    static final double MOST = 1000;

    /** Of what is written no more, a 256th is left then. */
    private static final int HALF_LIVES = 8;

    private static final ClientNetworks NETWORKS = new ClientNetworks(24, 64);

    private final Table<Counts> table;
    private final long halfLife;
    private final int dailyGood;
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
                            value = "5",
                            least = "1",
                            most = "1000",
                            doc =
                                    "Good mails of a day, in UTC, that make a sender good; more of them in a day are counted and"
                                            + " prove nothing: whoever sends much in an hour is not known for it.")
                    int dailyGood,
            @Option(
                            value = "200000",
                            least = "1",
                            most = "10000000",
                            doc = "Domains, authors and networks; beyond that, those not used for longest go.")
                    int maxEntries) {}

    /**
     * One entry of the table {@code reputation}. What an older version wrote ends after {@code at}; the rest of it is 0.
     *
     * @param ham good mails, at the time {@code at}
     * @param spam bad mails, likewise
     * @param at milliseconds since 1970
     * @param since when the first came, likewise; 0: before that was noted, see {@link #first}
     * @param steady those good mails that prove something, at most {@code dailyGood} a day, at the time {@code at}
     * @param today how many of them came on the day of {@code at}, in UTC
     */
    public record Counts(double ham, double spam, long at, long since, double steady, int today) {

        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

        /** One good mail. */
        public static Counts good(long now) {
            return new Counts(1, 0, now, now, 1, 1);
        }

        /** One bad mail. */
        public static Counts bad(long now) {
            return new Counts(0, 1, now, now, 0, 0);
        }

        /** When the first mail came, as far as anybody knows. */
        long first() {
            return since == 0 ? at : since;
        }

        /** What they are worth later; a clock that is behind sees them as they are. */
        Counts at(long now, long halfLife) {
            return now <= at ? this : times(Math.pow(0.5, (double) (now - at) / halfLife), now);
        }

        private Counts times(double share, long now) {
            return new Counts(ham * share, spam * share, now, first(), steady * share, day(now) == day(at) ? today : 0);
        }

        Counts plus(Counts other, long halfLife, int dailyGood) {
            long later = Math.max(at, other.at);
            Counts one = at(later, halfLife);
            Counts two = other.at(later, halfLife);
            int day = one.today + two.today;
            double tooMany = Math.max(0, day - dailyGood);
            var sum = new Counts(
                    one.ham + two.ham,
                    one.spam + two.spam,
                    later,
                    Math.min(one.first(), two.first()),
                    Math.max(0, one.steady + two.steady - tooMany),
                    Math.min(day, dailyGood));
            double all = sum.total();
            return all <= MOST ? sum : sum.capped(MOST / all);
        }

        /** What proves something is few a day anyhow: who sends much must not lose it by that. */
        private Counts capped(double share) {
            return new Counts(ham * share, spam * share, at, since, Math.min(steady, ham * share), today);
        }

        private static long day(long millis) {
            return TimeUnit.MILLISECONDS.toDays(millis);
        }

        /** All mails. */
        public double total() {
            return ham + spam;
        }

        /** Bad mails, and those good ones that prove something. */
        public double proving() {
            return steady + spam;
        }
    }

    /** What was asked about a mail, by which the effect knows who it counts for. */
    record Question() implements org.serai.mail.Question<Asked> {}

    /**
     * The sender and network of a mail, and what came from there before.
     *
     * @param sender a domain that is proved, or an author of one where anybody gets a mailbox; empty: nobody is proved
     * @param network empty: it says nothing of the sender
     */
    public record Asked(
            Optional<String> sender,
            Optional<String> network,
            CompletableFuture<Counts> ofSender,
            CompletableFuture<Counts> ofNetwork) {}

    /** Of these tables. */
    public Reputation(Options options, Tables tables, Clock clock) {
        this.table = tables.table(spec(options));
        this.halfLife = options.halfLife().toMillis();
        this.dailyGood = options.dailyGood();
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
        return new Counts(
                Math.max(a.ham(), b.ham()),
                Math.max(a.spam(), b.spam()),
                later,
                Math.min(a.first(), b.first()),
                Math.max(a.steady(), b.steady()),
                Math.max(a.today(), b.today()));
    }

    /** Adds up in this process, for {@link ReputationEffect}; somebody must flush it. */
    public Tally<Counts> tally() {
        return new Tally<>(table, (there, more) -> there.plus(more, halfLife, dailyGood));
    }

    /**
     * What is known of a mail's sender, asked once.
     *
     * @param sender a domain, or an author's address
     * @param client whose network counts; empty where that says nothing
     */
    public Asked of(Mail mail, Optional<String> sender, Optional<InetAddress> client) {
        return mail.ask(new Question(), () -> {
            Optional<String> key = sender.map(BoundedKey::of);
            Optional<String> network = client.map(NETWORKS::key);
            return new Asked(key, network, counts(key), counts(network));
        });
    }

    /** How long mail has come from there. */
    public Duration age(Counts counts) {
        return Duration.ofMillis(Math.max(0, clock.millis() - counts.first()));
    }

    private CompletableFuture<Counts> counts(Optional<String> key) {
        return key.map(known -> table.get(known)
                        .thenApply(found -> found.map(counts -> counts.at(clock.millis(), halfLife))
                                .orElse(Counts.NONE))
                        .toCompletableFuture())
                .orElseGet(() -> CompletableFuture.completedFuture(Counts.NONE));
    }
}
