package org.serai.filter.recipients;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.directory.Ldap;
import org.serai.directory.LdapFilter;
import org.serai.filter.AlreadyRefused;
import org.serai.filter.DomainSet;
import org.serai.filter.LocalDomains;
import org.serai.filter.MailFilter;
import org.serai.history.DirectoryAnswers;
import org.serai.history.DirectoryAnswers.Answer;
import org.serai.mail.AddressKey;
import org.serai.mail.DomainName;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Phase;
import org.serai.mail.Question;
import org.serai.mail.Reply;

/**
 * Triggered by a recipient at a domain of ours who does not exist, by what is known before the backend is asked: a list, a
 * directory, a callout, or what the backend said of him before.
 */
public final class RecipientsFilter implements MailFilter {

    public static final Set<String> SYMBOLS = Set.of(DirectoryAnswers.UNKNOWN);

    private static final String LIST = "list";
    private static final String LDAP = "ldap";
    private static final String CALLOUT = "callout";

    /** RFC 5321 section 4.5.1: it must be deliverable wherever mail is taken. */
    private static final String POSTMASTER = "postmaster";

    /** What the backend's answers are used for. */
    public enum Backend {
        /** Nothing. */
        OFF,
        /** Who was refused by it is refused again without asking. */
        REMEMBER,
        /** It is asked beforehand as well, where neither list nor directory knows the domain. */
        CALLOUT
    }

    /** Properties under {@code filter.recipients.}. */
    public record Options(
            @Option(
                            value = "+",
                            doc =
                                    "Characters that begin a tag in the local part: with +, anna+shop@ exists where anna@ does;"
                                            + " empty: none.")
                    String subaddress,
            @Option(
                            value = "",
                            doc =
                                    "LDAP filter by which a recipient is found, such as (|(mail={address})(mailAlternateAddress={address}));"
                                            + " {address}, {local} and {domain} are escaped; empty: LDAP is not asked.")
                    LdapFilter ldap,
            @Option(
                            value = "",
                            doc =
                                    "Domains whose recipients are all in the directory, separated by commas; empty: all local"
                                            + " domains.")
                    List<String> ldapDomains,
            @Option(
                            value = "remember",
                            doc =
                                    "off; remember: who was refused by the backend is refused for a while without asking it; callout:"
                                            + " it is also asked before other filters of this phase, with the null reverse-path, about domains"
                                            + " that neither list nor directory knows.")
                    Backend backend) {}

    private record Asked(AddressKey recipient) implements Question<CompletableFuture<Optional<Answer>>> {}

    private final Options options;
    private final DomainSet ldapDomains;
    private final LocalDomains local;
    private final AlreadyRefused refused;
    private final RecipientList list;
    private final Ldap ldap;
    private final DirectoryAnswers answers;
    private final Function<Mail, CompletionStage<Reply>> callout;

    /** @param callout asks the backend about the recipient being decided, with the null reverse-path */
    public RecipientsFilter(
            Options options,
            LocalDomains local,
            AlreadyRefused refused,
            RecipientList list,
            Ldap ldap,
            DirectoryAnswers answers,
            Function<Mail, CompletionStage<Reply>> callout) {
        if (!options.ldap().isEmpty() && ldap.off()) {
            throw new IllegalArgumentException(
                    "filter.recipients.ldap = '" + options.ldap() + "' asks a directory, but ldap.uri names none");
        }
        this.options = options;
        this.ldapDomains = domains(options);
        this.local = local;
        this.refused = refused;
        this.list = list;
        this.ldap = ldap;
        this.answers = answers;
        this.callout = callout;
    }

    @Override
    public void prepare(Mail mail) {
        ask(mail);
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        CompletableFuture<Optional<Answer>> asked = ask(mail);
        if (asked == null || mail.has("LISTS_TRAP") || mail.has("REPORT_RECIPIENT") || mail.has("DIGEST_RECIPIENT")) {
            return List.of();
        }
        Optional<Answer> answer = mail.deadline().await(asked);
        return answer.isEmpty() || answer.get().known()
                ? List.of()
                : List.of(unknown(answer.get().source()));
    }

    /** Whether who does not exist at a domain of ours is found before the backend is asked about him for the first time. */
    public static boolean verifies(Options options, RecipientList list, DomainName domain) {
        return options.backend() == Backend.CALLOUT
                || list.knows(domain.ascii())
                || !options.ldap().isEmpty() && inDirectory(options, domain);
    }

    private static boolean inDirectory(Options options, DomainName domain) {
        return options.ldapDomains().isEmpty() || domains(options).match(domain) != null;
    }

    private static DomainSet domains(Options options) {
        var domains = new DomainSet.Builder();
        options.ldapDomains().forEach(domains::add);
        return domains.build();
    }

    /** A finding about the recipient being decided; {@code source} says who does not know him. */
    public static Finding unknown(String source) {
        return Finding.of(DirectoryAnswers.UNKNOWN, "There is no such recipient here.")
                .withStatus("1.1")
                .withEvidence(DirectoryAnswers.SOURCE, source);
    }

    /** True when the backend's refusal at RCPT says that the recipient does not exist, and so whoever sends. */
    public static boolean saysUnknown(Reply reply) {
        return reply.permanentFailure()
                && (reply.status().equals("5.1.1") || reply.status().equals("5.1.10"));
    }

    /** Null where nobody needs to be asked. */
    private @Nullable CompletableFuture<Optional<Answer>> ask(Mail mail) {
        Path path = mail.envelope().recipient();
        if (mail.phase() != Phase.RCPT_TO || path == null || !local.contains(path.domain())) {
            return null;
        }
        AddressKey recipient = AddressKey.of(path);
        if (refused.is(mail)) {
            return null;
        }
        if (recipient.untagged(options.subaddress()).local().equals(POSTMASTER)) {
            return null;
        }
        return mail.ask(new Asked(recipient), () -> look(mail, recipient).toCompletableFuture());
    }

    private CompletionStage<Optional<Answer>> look(Mail mail, AddressKey recipient) {
        AddressKey bare = recipient.untagged(options.subaddress());
        if (list.has(recipient) || list.has(bare)) {
            return CompletableFuture.completedFuture(Optional.of(answers.answer(true, LIST)));
        }
        if (!options.ldap().isEmpty() && inDirectory(recipient.domain())) {
            List<AddressKey> asked = bare.equals(recipient) ? List.of(recipient) : List.of(recipient, bare);
            return answers.recipient(recipient, sources(LDAP), () -> ldap.any(options.ldap(), asked)
                    .thenApply(found -> Optional.of(answers.answer(found, LDAP))));
        }
        if (list.knows(recipient.domain())) {
            return CompletableFuture.completedFuture(Optional.of(answers.answer(false, LIST)));
        }
        return switch (options.backend()) {
            case OFF -> CompletableFuture.completedFuture(Optional.empty());
            case REMEMBER ->
                answers.recipient(recipient, sources(), () -> CompletableFuture.completedFuture(Optional.empty()));
            case CALLOUT ->
                answers.recipient(
                        recipient, sources(CALLOUT), () -> callout.apply(mail).thenApply(this::said));
        };
    }

    private boolean inDirectory(String domain) {
        DomainName name = DomainName.of(domain);
        return options.ldapDomains().isEmpty() || name != null && ldapDomains.match(name) != null;
    }

    private List<String> sources(String... own) {
        return options.backend() == Backend.OFF
                ? List.of(own)
                : own.length == 0 ? List.of(DirectoryAnswers.BACKEND) : List.of(own[0], DirectoryAnswers.BACKEND);
    }

    /** Another refusal than of an unknown recipient may hold for the null reverse-path alone: the backend shall say it itself. */
    private Optional<Answer> said(Reply reply) {
        if (reply.transientFailure()) {
            throw new CompletionException(new IOException("the backend says " + reply));
        }
        if (reply.positive()) {
            return Optional.of(answers.answer(true, CALLOUT));
        }
        // 5.0.0 stands where the backend gave none, as Exim does; the callout has made sure that it takes others.
        String status = reply.status();
        boolean aboutRecipient = status.equals("5.0.0")
                || status.startsWith("5.1.") && !status.equals("5.1.7") && !status.equals("5.1.8");
        return aboutRecipient ? Optional.of(answers.answer(false, CALLOUT)) : Optional.empty();
    }
}
