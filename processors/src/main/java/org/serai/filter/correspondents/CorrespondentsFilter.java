package org.serai.filter.correspondents;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.filter.DomainSet;
import org.serai.filter.LocalDomains;
import org.serai.filter.MailFilter;
import org.serai.history.Author;
import org.serai.history.Correspondents;
import org.serai.history.Correspondents.Acquaintance;
import org.serai.history.Lesson;
import org.serai.history.ProvedDomain;
import org.serai.identity.AuthenticationResult;
import org.serai.identity.DmarcResult;
import org.serai.identity.PublicSuffixes;
import org.serai.identity.SpfResult;
import org.serai.mail.AddressKey;
import org.serai.mail.Client;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Network;
import org.serai.mail.Path;
import org.serai.mime.MimeReader;

/**
 * Triggered by mail to our own users from somebody whom they have written to, if the author is proved; and by mail of our own users,
 * whose recipients are learned when it is on its way.
 */
public final class CorrespondentsFilter implements MailFilter {

    private static final String KNOWN = "CORRESPONDENTS_KNOWN";
    private static final String DOMAIN = "CORRESPONDENTS_DOMAIN";
    private static final String SHARED = "CORRESPONDENTS_SHARED";
    private static final String SENDER = "CORRESPONDENTS_SENDER";
    private static final String WITHHELD = "CORRESPONDENTS_WITHHELD";
    private static final String WRITTEN = "CORRESPONDENTS_WRITTEN";

    public static final Set<String> SYMBOLS = Set.of(KNOWN, DOMAIN, SHARED, SENDER, WITHHELD, WRITTEN);

    /** Properties under {@code filter.correspondents.}. */
    public record Options(
            @Option(
                            value = "true",
                            doc =
                                    "An author is trusted only when SPF or DKIM proves his domain in the sense of DMARC; without it"
                                            + " whoever forges him is trusted as well.")
                    boolean requireDmarc,
            @Option(
                            value = "clamav, attachment",
                            doc =
                                    "Filters before this one with whose findings against a mail nobody is trusted: a friend's account"
                                            + " may be in other hands.")
                    List<String> notWith,
            @Option(
                            value = "LISTS_RED",
                            doc = "Findings with which nobody is learned and nobody is trusted, separated by commas.")
                    List<String> never,
            @Option(
                            value = "50",
                            least = "1",
                            most = "1000",
                            doc = "Recipients of a mail beyond which nobody is learned and nobody is trusted.")
                    int maxRecipients,
            @Option(
                            value = "",
                            doc =
                                    "Of trusted.networks, the addresses and CIDR networks whose mail teaches without a login: a mail"
                                            + " server of yours that checks whose reverse-path it is. Empty: only users who log in"
                                            + " teach.")
                    List<Network> networks) {

        public Options {
            notWith = List.copyOf(notWith);
            never = List.copyOf(never);
            networks = List.copyOf(networks);
        }
    }

    private final Options options;
    private final Correspondents correspondents;
    private final MimeReader mime;
    private final Strangers strangers;
    private final PublicSuffixes suffixes;

    /** @param freeMailers domains in which anybody gets a mailbox */
    public CorrespondentsFilter(
            Options options,
            Correspondents correspondents,
            MimeReader mime,
            LocalDomains local,
            DomainSet freeMailers,
            PublicSuffixes suffixes) {
        this.options = options;
        this.correspondents = correspondents;
        this.mime = mime;
        this.strangers = new Strangers(local, freeMailers, suffixes);
        this.suffixes = suffixes;
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        if (options.never().stream().anyMatch(mail::has)) {
            return List.of();
        }
        boolean own = mail.envelope().client().trusted();
        return switch (mail.phase()) {
            case CONNECT, HELO, MAIL_FROM -> List.of();
            case RCPT_TO -> own ? List.of() : sender(mail);
            case DATA -> own ? written(mail) : received(mail);
        };
    }

    /** At RCPT the author is not known, but SPF may have proved whose reverse-path it is. */
    private List<Finding> sender(Mail mail) throws Exception {
        Path from = mail.envelope().mailFrom();
        Path recipient = mail.envelope().recipient();
        SpfResult spf = AuthenticationResult.spf(mail, SpfResult.Identity.MAILFROM);
        boolean proved = spf != null && spf.result() == SpfResult.Result.PASS;
        if (from == null || from.isNull() || recipient == null || !proved) {
            return List.of();
        }
        return mail.deadline().await(ask(recipient, AddressKey.of(from))) == Acquaintance.NONE
                ? List.of()
                : List.of(Finding.of(SENDER, "The recipient has written to the sender"));
    }

    private List<Finding> received(Mail mail) throws Exception {
        List<Path> recipients = mail.envelope().rcptTo();
        Optional<AddressKey> author = Author.of(mime.view(mail));
        if (author.isEmpty() || recipients.size() > options.maxRecipients() || !proved(mail)) {
            return List.of();
        }
        // All are asked before one is waited for: the store may be another server.
        List<CompletableFuture<Acquaintance>> asked = recipients.stream()
                .map(recipient -> ask(recipient, author.get()))
                .toList();
        Acquaintance least = Acquaintance.ADDRESS;
        for (CompletableFuture<Acquaintance> each : asked) {
            Acquaintance known = mail.deadline().await(each);
            // What is good for one recipient must not be so for others.
            least = known.compareTo(least) > 0 ? known : least;
        }
        String symbol = symbol(least);
        if (symbol == null) {
            return List.of();
        }
        String against = against(mail);
        Finding found = against.isEmpty()
                ? Finding.of(symbol, "The recipient has written to the author")
                : Finding.of(WITHHELD, "The recipient has written to the author, who is not trusted with this")
                        .withEvidence("because", against);
        return List.of(found.withEvidence("author", author.get().toString()));
    }

    private CompletableFuture<Acquaintance> ask(Path user, AddressKey author) {
        return correspondents.know(AddressKey.of(user), author, suffixes).toCompletableFuture();
    }

    private static @Nullable String symbol(Acquaintance known) {
        return switch (known) {
            case ADDRESS -> KNOWN;
            case DOMAIN -> DOMAIN;
            case SHARED -> SHARED;
            case NONE -> null;
        };
    }

    private boolean proved(Mail mail) {
        DmarcResult dmarc = AuthenticationResult.answer(mail, new DmarcResult.Question());
        return !options.requireDmarc() || dmarc != null && ProvedDomain.proved(dmarc);
    }

    /** The first finding with which nobody is trusted, empty where there is none. */
    private String against(Mail mail) {
        for (Finding finding : mail.findings()) {
            boolean counts = finding.score() > 0 || finding.decides() != null;
            if (counts && finding.mode() != Mode.MONITOR && options.notWith().contains(finding.filter())) {
                return finding.symbol();
            }
        }
        return "";
    }

    /** Whatever stands in trusted networks, such as a contact form, sends in the name of users; who logs in is one. */
    private boolean teaches(Client client) {
        return !client.login().isEmpty() || Network.anyContains(options.networks(), client.address());
    }

    private List<Finding> written(Mail mail) {
        Envelope envelope = mail.envelope();
        boolean many = envelope.rcptTo().size() > options.maxRecipients();
        if (many
                || !teaches(envelope.client())
                || !strangers.fromOurs(envelope.mailFrom())
                || Automatic.is(mime.view(mail))) {
            return List.of();
        }
        Lesson lesson = strangers.of(envelope);
        if (lesson.recipients().isEmpty()) {
            return List.of();
        }
        lesson.of(mail);
        return List.of(Finding.of(WRITTEN, "The recipients are remembered when the mail is on its way")
                .withEvidence("user", lesson.user().toString())
                .withEvidence("recipients", lesson.recipients().size()));
    }
}
