package org.serai.filter.reputation;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.serai.config.Option;
import org.serai.filter.MailFilter;
import org.serai.filter.ReservedAddress;
import org.serai.history.ProvedDomain;
import org.serai.history.Reputation;
import org.serai.history.Reputation.Asked;
import org.serai.history.Reputation.Counts;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;

/**
 * Triggered by a message whose domain, where SPF or DKIM proves it, else whose client's network has sent hardly anything but good
 * mail before, or hardly anything but bad.
 */
public final class ReputationFilter implements MailFilter {

    private static final String GOOD = "REPUTATION_GOOD";
    private static final String BAD = "REPUTATION_BAD";
    private static final String CLIENT_GOOD = "REPUTATION_CLIENT_GOOD";
    private static final String CLIENT_BAD = "REPUTATION_CLIENT_BAD";

    public static final Set<String> SYMBOLS = Set.of(GOOD, BAD, CLIENT_GOOD, CLIENT_BAD);

    /** A network is shared by many, and proves nothing. */
    private static final double NETWORK = 0.5;

    /** Properties under {@code filter.reputation.}. */
    public record Options(
            @Option(
                            value = "10",
                            least = "1",
                            most = "1000",
                            doc =
                                    "Mails, half of them bad, that count besides those that came: with few of these nobody is far"
                                            + " from even.")
                    double prior,
            @Option(value = "5", least = "1", most = "1000", doc = "Mails that must have come before anything is said.")
                    double minimum,
            @Option(
                            value = "0.2",
                            least = "0",
                            most = "0.5",
                            doc = "Share of bad mail up to which a domain or network is good.")
                    double good,
            @Option(
                            value = "0.8",
                            least = "0.5",
                            most = "1",
                            doc = "Share of bad mail from which a domain or network is bad.")
                    double bad,
            @Option(
                            value = "2",
                            least = "0",
                            most = "100",
                            doc =
                                    "Points that a share of 0 takes away; half of that for a network, less in proportion for a"
                                            + " greater share.")
                    double best,
            @Option(value = "3", least = "0", most = "100", doc = "Points that a share of 1 adds, likewise.")
                    double worst) {}

    private final Options options;
    private final Reputation reputation;
    private final ProvedDomain proved;
    private final Predicate<Mail> relayed;

    /** @param relayed mail that a relay of ours hands on */
    public ReputationFilter(Options options, Reputation reputation, PublicSuffixes suffixes, Predicate<Mail> relayed) {
        this.options = options;
        this.reputation = reputation;
        this.proved = new ProvedDomain(suffixes);
        this.relayed = relayed;
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        if (mail.phase() != Phase.DATA || mail.envelope().client().trusted()) {
            return List.of();
        }
        Asked asked = reputation.of(mail, proved.of(mail), client(mail));
        Counts domain = mail.deadline().await(asked.ofDomain());
        Counts network = mail.deadline().await(asked.ofNetwork());
        // A domain that is proved answers for itself, whoever else sends from there.
        if (asked.domain().isPresent() && domain.total() >= options.minimum()) {
            return judge(GOOD, BAD, asked.domain().get(), domain, 1).stream().toList();
        }
        return asked.network().isPresent() && network.total() >= options.minimum()
                ? judge(CLIENT_GOOD, CLIENT_BAD, asked.network().get(), network, NETWORK).stream()
                        .toList()
                : List.of();
    }

    /** Of a relay of ours, or behind a balancer that hides its clients, the address says nothing. */
    private Optional<InetAddress> client(Mail mail) {
        Envelope envelope = mail.envelope();
        boolean known = envelope.via() != null || !relayed.test(mail);
        InetAddress address = envelope.client().address();
        return known && !ReservedAddress.is(address) ? Optional.of(address) : Optional.empty();
    }

    private Optional<Finding> judge(String good, String bad, String subject, Counts counts, double weight) {
        double share = share(counts, options.prior());
        if (share <= options.good()) {
            return Optional.of(found(good, "The sender is known for good mail", subject, counts, share)
                    .withScore(rounded(-options.best() * (1 - 2 * share) * weight)));
        }
        if (share >= options.bad()) {
            return Optional.of(found(bad, "The sender is known for unwanted mail", subject, counts, share)
                    .withScore(rounded(options.worst() * (2 * share - 1) * weight)));
        }
        return Optional.empty();
    }

    /** Of bad mail, as if {@code prior} mails had come before, half of them bad. */
    static double share(Counts counts, double prior) {
        return (counts.spam() + prior / 2) / (counts.total() + prior);
    }

    private static Finding found(String symbol, String reason, String subject, Counts counts, double share) {
        return Finding.of(symbol, reason)
                .withEvidence("subject", subject)
                .withEvidence("good", rounded(counts.ham()))
                .withEvidence("bad", rounded(counts.spam()))
                .withEvidence("share", rounded(share));
    }

    private static double rounded(double number) {
        return Math.rint(number * 100) / 100;
    }
}
