package org.serai.delivery;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.serai.delivery.BackendReplies.Step;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Path;
import org.serai.mail.Reply;

/** MAIL with the null reverse-path, RCPT, RSET: whether the backend takes mail for a recipient, whoever sends it. */
final class Callout {

    private final Routing routing;

    Callout(Routing routing) {
        this.routing = routing;
    }

    CompletableFuture<Reply> verify(Mail mail) {
        Path asked = mail.envelope().recipient();
        if (asked == null) {
            throw new IllegalArgumentException("no recipient is being decided");
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
                .handle((answers, failure) -> {
                    if (failure != null) {
                        connection.quit();
                        return CompletableFuture.<Reply>failedFuture(failure);
                    }
                    return CompletableFuture.completedFuture(judged(connection, answers));
                })
                .thenCompose(next -> next));
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
    private static Reply judged(Connection connection, List<Answer> answers) {
        Answer mail = answers.get(0);
        Answer last = answers.get(answers.size() - 1);
        if (mail.code() == 421 || last.code() == 421) {
            connection.close();
            return BackendReplies.BUSY;
        }
        connection.home().reset(connection);
        if (!mail.positive()) {
            return BackendReplies.UNEXPECTED;
        }
        return BackendReplies.map(Step.RCPT, last, connection.introduced() != null)
                .reply();
    }
}
