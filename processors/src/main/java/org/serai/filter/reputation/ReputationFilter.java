package org.serai.filter.reputation;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.serai.config.Option;
import org.serai.filter.DomainSet;
import org.serai.filter.MailFilter;
import org.serai.filter.ReservedAddress;
import org.serai.history.Author;
import org.serai.history.ProvedDomain;
import org.serai.history.Reputation;
import org.serai.history.Reputation.Asked;
import org.serai.history.Reputation.Counts;
import org.serai.identity.AuthenticationResult;
import org.serai.identity.DmarcResult;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.AddressKey;
import org.serai.mail.DomainName;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mime.MimeReader;

/**
 * Triggered by a message whose domain, where SPF or DKIM proves it, else whose client's network has sent hardly anything but good
 * mail before, or hardly anything but bad. Where anybody gets a mailbox the author stands for himself, and not for his domain.
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
                            value = "3d",
                            least = "0s",
                            most = "365d",
                            doc = "Time since the first mail, before which nobody is good.")
                    Duration age,
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
    private final MimeReader mime;
    private final DomainSet freeMailers;
    private final ProvedDomain proved;
    private final Predicate<Mail> relayed;

    /**
     * A filter.
     *
     * @param freeMailers domains in which anybody gets a mailbox
     * @param relayed mail that a relay of ours hands on
     */
    public ReputationFilter(
            Options options,
            Reputation reputation,
            MimeReader mime,
            DomainSet freeMailers,
            PublicSuffixes suffixes,
            Predicate<Mail> relayed) {
        this.mime = mime;
        this.freeMailers = freeMailers;
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
        Optional<DomainName> domain = proved.of(mail);
        Optional<AddressKey> author = Author.of(mime.view(mail));
        boolean freeDomain = domain.filter(this::free).isPresent();
        boolean free = freeDomain
                || author.map(AddressKey::domain)
                        .map(DomainName::of)
                        .filter(this::free)
                        .isPresent();
        Optional<String> sender = sender(mail, domain, author, free, freeDomain);
        Asked asked = reputation.of(mail, sender, client(mail));
        Counts ofSender = mail.deadline().await(asked.ofSender());
        Counts ofNetwork = mail.deadline().await(asked.ofNetwork());
        // Who is proved answers for himself, whoever else sends from there.
        if (asked.sender().isPresent() && ofSender.total() >= options.minimum()) {
            // A domain that signs for an author elsewhere answers for what is bad, and has no merit by it.
            boolean merit = !free || !sender.equals(domain.map(DomainName::ascii));
            return judge(GOOD, BAD, asked.sender().get(), ofSender, 1).stream()
                    .filter(found -> merit || !found.symbol().equals(GOOD))
                    .toList();
        }
        if (asked.network().isEmpty() || ofNetwork.total() < options.minimum()) {
            return List.of();
        }
        // Where anybody gets a mailbox, what others did there is nobody's merit.
        return judge(CLIENT_GOOD, CLIENT_BAD, asked.network().get(), ofNetwork, NETWORK).stream()
                .filter(found -> !free || !found.symbol().equals(CLIENT_GOOD))
                .toList();
    }

    /** The author where his domain is everybody's and speaks for him; else the proved domain, unless that is everybody's. */
    private static Optional<String> sender(
            Mail mail, Optional<DomainName> domain, Optional<AddressKey> author, boolean free, boolean freeDomain) {
        Optional<String> himself = free ? proved(mail, author) : Optional.empty();
        if (himself.isPresent() || freeDomain) {
            return himself;
        }
        return domain.map(DomainName::ascii);
    }

    private boolean free(DomainName domain) {
        return freeMailers.match(domain) != null;
    }

    /** The author, where his domain speaks for him. */
    private static Optional<String> proved(Mail mail, Optional<AddressKey> author) {
        DmarcResult dmarc = AuthenticationResult.answer(mail, new DmarcResult.Question());
        return dmarc != null && ProvedDomain.proved(dmarc) ? author.map(AddressKey::toString) : Optional.empty();
    }

    /** Of a relay of ours, or behind a balancer that hides its clients, the address says nothing. */
    private Optional<InetAddress> client(Mail mail) {
        Envelope envelope = mail.envelope();
        boolean known = envelope.via() != null || !relayed.test(mail);
        InetAddress address = envelope.client().address();
        return known && !ReservedAddress.is(address) ? Optional.of(address) : Optional.empty();
    }

    private Optional<Finding> judge(String good, String bad, String subject, Counts counts, double weight) {
        double share = share(counts.spam(), counts.total());
        // Many mails of a day are cheap, and so is a new name.
        double steady = Math.max(share, share(counts.spam(), counts.proving()));
        if (steady <= options.good() && reputation.age(counts).compareTo(options.age()) >= 0) {
            return Optional.of(found(good, "The sender is known for good mail", subject, counts, steady)
                    .withScore(rounded(-options.best() * (1 - 2 * steady) * weight)));
        }
        if (share >= options.bad()) {
            return Optional.of(found(bad, "The sender is known for unwanted mail", subject, counts, share)
                    .withScore(rounded(options.worst() * (2 * share - 1) * weight)));
        }
        return Optional.empty();
    }

    /** Of bad mail, as if {@code prior} mails had come before, half of them bad. */
    private double share(double bad, double all) {
        return (bad + options.prior() / 2) / (all + options.prior());
    }

    private Finding found(String symbol, String reason, String subject, Counts counts, double share) {
        return Finding.of(symbol, reason)
                .withEvidence("subject", subject)
                .withEvidence("good", rounded(counts.ham()))
                .withEvidence("bad", rounded(counts.spam()))
                .withEvidence("share", rounded(share))
                .withEvidence("days", reputation.age(counts).toDays());
    }

    private static double rounded(double number) {
        return Math.rint(number * 100) / 100;
    }
}
