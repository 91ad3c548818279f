package org.serai.delivery;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.serai.delivery.BackendReplies.Step;
import org.serai.mail.AddressKey;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Path;
import org.serai.mail.Reply;

/**
 * MAIL with the null reverse-path, RCPT, RSET: whether the backend takes mail for a recipient, whoever sends it.
 *
 * <p>A refusal without an enhanced status code, as Exim's, may be one of the null reverse-path, of us, or of the recipient. Then
 * {@code postmaster} is asked for as well, whom a server that takes mail for the domain has (RFC 5321 section 4.5.1). Where it is
 * refused too, nothing is known of anybody there, and for a while nobody is asked for.
 */
final class Callout {

    private static final int BUSY = 421;

    /** Of a refusal that came without a status. */
    private static final String UNSAID = "5.0.0";

    private final Routing routing;
    private final SilentDomains silent;

    Callout(Routing routing, SilentDomains silent) {
        this.routing = routing;
        this.silent = silent;
    }

    CompletableFuture<Reply> verify(Mail mail) {
        Path asked = mail.envelope().recipient();
        if (asked == null) {
            throw new IllegalArgumentException("no recipient is being decided");
        }
        if (silent.has(AddressKey.of(asked).domain())) {
            return CompletableFuture.completedFuture(BackendReplies.UNEXPECTED);
        }
        Path bare = asked.with("");
        Mail probe = mail.at(
                mail.phase(),
                mail.envelope().from(Path.NULL, MailParameters.NONE).asking(bare),
                mail.deadline());
        return routing.of(mail, asked, Delivery.Target.BACKEND).acquire().thenCompose(connection -> connection
                .home()
                .introduce(connection, probe.envelope())
                .thenCompose(ready -> ready.ask(commands(ready, probe, bare)))
                .thenCompose(answers -> judged(connection, bare, answers))
                .whenComplete((reply, failure) -> {
                    if (failure != null) {
                        connection.quit();
                    }
                }));
    }

    private static List<String> commands(Connection connection, Mail probe, Path recipient) {
        Extensions extensions = connection.extensions();
        extensions.lacking(probe, List.of(recipient)).ifPresent(refusal -> {
            throw BackendException.of(
                    new BackendReplies.Mapped(refusal, false), connection.backend(), "", refusal.toString());
        });
        return List.of(extensions.mail(probe, List.of(recipient)), Extensions.rcpt(recipient));
    }

    /** What it says of the null reverse-path is not about the recipient. */
    private CompletableFuture<Reply> judged(Connection connection, Path recipient, List<Answer> answers) {
        Answer mail = answers.get(0);
        Answer last = answers.get(answers.size() - 1);
        if (mail.code() == BUSY || last.code() == BUSY) {
            connection.close();
            return CompletableFuture.completedFuture(BackendReplies.BUSY);
        }
        Reply reply = !mail.positive()
                ? BackendReplies.UNEXPECTED
                : BackendReplies.map(Step.RCPT, last, connection.introduced() != null)
                        .reply();
        if (!reply.status().equals(UNSAID)) {
            connection.home().reset(connection);
            return CompletableFuture.completedFuture(reply);
        }
        return connection
                .ask(Extensions.rcpt(postmaster(recipient.domain())))
                .thenApply(control ->
                        controlled(connection, AddressKey.of(recipient).domain(), reply, control));
    }

    private static Path postmaster(String domain) {
        return new Path("postmaster@" + domain, "postmaster", domain, false);
    }

    private Reply controlled(Connection connection, String domain, Reply reply, Answer control) {
        if (control.code() == BUSY) {
            connection.close();
            return BackendReplies.BUSY;
        }
        connection.home().reset(connection);
        if (control.code() >= 500) {
            silent.add(domain);
        }
        return control.positive() ? reply : BackendReplies.UNEXPECTED;
    }
}
