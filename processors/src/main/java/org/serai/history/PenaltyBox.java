package org.serai.history;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mail.Question;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;
import org.serai.store.Tables;

/**
 * Points against client networks. They fade exponentially, so that a client needs no window of its own: what stood there is worth half
 * after {@code half-life}, a quarter after two.
 */
public final class PenaltyBox {

    /** Less than that is nothing. */
    private static final double NOTHING = 0.5;

    /** More than that says no more; it takes about three half-lives to fall from there to what is refused. */
    static final double MOST = 1000;

    private final Options options;
    private final ClientNetworks networks;
    private final Table<Penalty> table;
    private final Clock clock;

    /** Properties under {@code filter.penalty.}: what adds points, and how they fade. */
    public record Options(
            @Option(value = "4h", least = "1m", most = "30d", doc = "Time after which points are worth half.")
                    Duration halfLife,
            @Option(
                            value = "32",
                            least = "8",
                            most = "32",
                            doc = "Bits of the network of an IPv4 client that has points: 32 or 24.")
                    int ipv4Prefix,
            @Option(value = "64", least = "16", most = "128", doc = "The same for IPv6.") int ipv6Prefix,
            @Option(
                            value = "false",
                            doc =
                                    "Private and loopback addresses have points too; not so behind a balancer that hides its clients.")
                    boolean privateClients,
            @Option(value = "8", least = "0.1", doc = "Score from which a message adds its score to the points.")
                    double fromScore,
            @Option(
                            value = "10",
                            least = "0",
                            doc = "Points of a refusal that a finding decided alone, if its score is less.")
                    double refused,
            @Option(value = "50", least = "0", doc = "Points of a trap address.") double trap,
            @Option(value = "1", least = "0", doc = "Points of a recipient who does not exist.")
                    double unknownRecipient,
            @Option(
                            value = "10",
                            least = "0",
                            doc = "So many recipients who do not exist are mistakes; each further one is a guess.")
                    int unknownRecipients,
            @Option(value = "10", least = "0", doc = "Points of such a guess.") double guessedRecipient,
            @Option(value = "3", least = "0", doc = "Points that an accepted message takes away.") double good,
            @Option(value = "1", least = "0", doc = "Score of a message below which it takes points away.")
                    double goodScore,
            @Option(
                            value = "200000",
                            least = "1",
                            most = "10000000",
                            doc = "Client networks with points; beyond that, those not looked at for longest go.")
                    int maxEntries) {}

    /** The same for all phases but MAIL, before which a long session may have earned more. */
    private record Asked(String network, boolean again) implements Question<CompletableFuture<Double>> {}

    public PenaltyBox(Options options, Tables tables, Clock clock) {
        this.options = options;
        this.networks = new ClientNetworks(options.ipv4Prefix(), options.ipv6Prefix());
        this.table = tables.table(spec(options));
        this.clock = clock;
    }

    /** The table that it needs. After a partition the greater points stand. */
    public static TableSpec<Penalty> spec(Options options) {
        return new TableSpec<>(
                "penalties",
                Penalty.class,
                Spread.REPLICATED,
                options.maxEntries(),
                penalty -> lifespan(penalty, options.halfLife()),
                (one, other) -> one.points() > other.points() ? one : other);
    }

    private static Duration lifespan(Penalty penalty, Duration halfLife) {
        double most = Math.max(2 * NOTHING, Math.max(penalty.points(), penalty.unknownRecipients()));
        double halfLives = Math.log(Math.min(MOST, most) / NOTHING) / Math.log(2);
        return Duration.ofMillis(Math.max(1, (long) (halfLives * halfLife.toMillis())));
    }

    /** What is left of the points. A clock that is behind sees them as they were. */
    public static double left(Penalty penalty, Duration halfLife, Instant now) {
        return penalty.points() * share(penalty, halfLife, now);
    }

    private static double share(Penalty penalty, Duration halfLife, Instant now) {
        long age = Math.max(0, Duration.between(penalty.at(), now).toMillis());
        return Math.pow(0.5, (double) age / halfLife.toMillis());
    }

    /** The network that has the points of a client. */
    public String network(InetAddress client) {
        return networks.key(client);
    }

    public Options options() {
        return options;
    }

    /** Points of a mail's client, asked once at its first phase and once again at MAIL. */
    public CompletableFuture<Double> points(Mail mail) {
        String network = network(mail.envelope().client().address());
        return mail.ask(new Asked(network, mail.phase() == Phase.MAIL_FROM), () -> table.get(network)
                .thenApply(known -> known.map(penalty -> left(penalty, options.halfLife(), clock.instant()))
                        .orElse(0.0))
                .toCompletableFuture());
    }

    /** Adds points; done when they are written. */
    public CompletionStage<Void> add(InetAddress client, double points) {
        return add(client, points, 0);
    }

    /** Counts a recipient who does not exist, whose points depend on how many there were. */
    CompletionStage<Void> unknownRecipient(InetAddress client) {
        return add(client, 0, 1);
    }

    private CompletionStage<Void> add(InetAddress client, double points, int unknown) {
        if (points <= 0 && unknown == 0) {
            return Effects.DONE;
        }
        return table.update(network(client), known -> Optional.ofNullable(with(known.orElse(null), points, unknown)))
                .thenAccept(written -> {});
    }

    /** A good message takes points away; where there are none, nothing is written. */
    CompletionStage<Void> payBack(InetAddress client) {
        String network = network(client);
        return options.good() == 0
                ? Effects.DONE
                : table.get(network)
                        .thenCompose(known -> known.isEmpty()
                                ? Effects.DONE
                                : table.update(
                                                network,
                                                still -> still.map(penalty -> with(penalty, -options.good(), 0)))
                                        .thenAccept(written -> {}));
    }

    /** Null when nothing is left. */
    private @Nullable Penalty with(@Nullable Penalty known, double points, int unknown) {
        Instant now = clock.instant();
        double share = known == null ? 0 : share(known, options.halfLife(), now);
        double before = known == null ? 0 : known.points() * share;
        double asked = (known == null ? 0 : known.unknownRecipients() * share) + unknown;
        double guess = asked > options.unknownRecipients() ? options.guessedRecipient() : options.unknownRecipient();
        double after = Math.min(MOST, Math.max(0, before + points + unknown * guess));
        return after < NOTHING && asked < NOTHING ? null : new Penalty(after, Math.min(MOST, asked), now);
    }
}
