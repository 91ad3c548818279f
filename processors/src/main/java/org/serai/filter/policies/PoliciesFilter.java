package org.serai.filter.policies;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.serai.directory.Ldap;
import org.serai.directory.LdapFilter;
import org.serai.filter.AlreadyRefused;
import org.serai.filter.MailFilter;
import org.serai.filter.policies.Policies.Membership;
import org.serai.filter.policies.Policies.Mixed;
import org.serai.history.DirectoryAnswers;
import org.serai.history.DirectoryAnswers.Answer;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Phase;

/**
 * Finds out which groups of the directory a recipient and the sender belong to, and is triggered by a recipient whose policy
 * allows no message of the size that MAIL announced (RFC 1870), or, where mails are split, by one whose policy differs from
 * that of the recipients before.
 */
public final class PoliciesFilter implements MailFilter {

    /** Its step; no policy turns off what finds out whom policies are for. */
    public static final String NAME = "policies";

    /** A mail is quarantined for some of its recipients and goes on for others; found by the step {@code serai:score}. */
    public static final String MIXED = "POLICIES_MIXED";

    private static final String SIZE = "POLICIES_SIZE";
    private static final String SPLIT = "POLICIES_SPLIT";

    public static final Set<String> SYMBOLS = Set.of(MIXED, SIZE, SPLIT);

    private static final String LDAP = "ldap";

    private final Policies policies;
    private final AlreadyRefused refused;
    private final Ldap ldap;
    private final DirectoryAnswers answers;

    /** Properties under {@code filter.policies.}: none of its own. */
    public record Options() {}

    public PoliciesFilter(Options options, Policies policies, Ldap ldap, DirectoryAnswers answers) {
        this.policies = policies;
        this.refused = new AlreadyRefused(policies);
        this.ldap = ldap;
        this.answers = answers;
    }

    @Override
    public void prepare(Mail mail) {
        ask(mail);
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        for (CompletableFuture<Optional<Answer>> asked : ask(mail)) {
            mail.deadline().await(asked);
        }
        Envelope envelope = mail.envelope();
        Path recipient = envelope.recipient();
        if (mail.phase() != Phase.RCPT_TO || recipient == null || policies.isEmpty()) {
            return List.of();
        }
        Policy policy = policies.of(mail, recipient);
        var found = new ArrayList<Finding>(2);
        if (policy.tooLarge(envelope.parameters().size())) {
            found.add(Finding.of(SIZE, "The message is larger than this recipient takes.")
                    .withStatus("3.4")
                    .withEvidence("size", envelope.parameters().size())
                    .withEvidence("policy", policy.names()));
        }
        if (policies.options().mixed() == Mixed.SPLIT && !envelope.rcptTo().isEmpty()) {
            Policy first = policies.of(mail, envelope.rcptTo().get(0));
            if (!first.settings().equals(policy.settings())) {
                found.add(Finding.of(SPLIT, "Send this recipient in another transaction, right after this one")
                        .withStatus("5.3")
                        .withEvidence("policy", policy.names())
                        .withEvidence("others", first.names()));
            }
        }
        return found;
    }

    private List<CompletableFuture<Optional<Answer>>> ask(Mail mail) {
        Path recipient = mail.envelope().recipient();
        if (mail.phase() != Phase.RCPT_TO || recipient == null || policies.isEmpty() || refused.is(mail)) {
            return List.of();
        }
        var asked = new ArrayList<CompletableFuture<Optional<Answer>>>();
        policies.memberships(mail.envelope().mailFrom(), recipient).forEach((membership, group) -> {
            LdapFilter filter = group.ldap();
            if (filter != null) {
                asked.add(mail.ask(membership, () -> look(membership, filter)));
            }
        });
        return asked;
    }

    private CompletableFuture<Optional<Answer>> look(Membership membership, LdapFilter filter) {
        return answers.member(membership.group(), membership.address(), List.of(LDAP), () -> ldap.any(
                                filter, List.of(membership.address()))
                        .thenApply(found -> Optional.of(answers.answer(found, LDAP))))
                .toCompletableFuture();
    }
}
