package org.serai.camel;

import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.serai.delivery.BackendAddress;
import org.serai.delivery.Delivery;
import org.serai.mail.Mail;
import org.serai.mail.Reply;
import org.serai.tracing.MailTraces;
import org.serai.tracing.Part;

/** A span for what the backend is asked, beneath the step that asks. */
final class TracedDelivery implements Delivery {

    private final Delivery delivery;
    private final Function<String, @Nullable BackendAddress> servers;
    private final MailTraces traces;

    /** @param servers which one has a mail id's transaction, or had it last */
    TracedDelivery(Delivery delivery, Function<String, @Nullable BackendAddress> servers, MailTraces traces) {
        this.delivery = delivery;
        this.servers = servers;
        this.traces = traces;
    }

    @Override
    public CompletionStage<Reply> recipient(Mail mail, Target target) {
        Part part = traces.backend("RCPT", mail);
        return answered(part, mail, delivery.recipient(mail, target));
    }

    /** A step of its own asks; whom, it does not learn. */
    @Override
    public CompletionStage<Reply> verify(Mail mail) {
        return delivery.verify(mail);
    }

    @Override
    public CompletionStage<Reply> deliver(Mail mail) {
        Part part = traces.backend("DATA", mail);
        return answered(part, mail, delivery.deliver(mail));
    }

    private CompletionStage<Reply> answered(Part part, Mail mail, CompletionStage<Reply> asked) {
        if (!part.recording()) {
            return asked;
        }
        return asked.whenComplete((reply, failure) -> {
            if (reply != null) {
                BackendAddress server = servers.apply(mail.id());
                part.answered(
                        reply,
                        server == null ? "" : server.protocol().name().toLowerCase(Locale.ROOT),
                        server == null ? "" : server.server().getHostString(),
                        server == null ? 0 : server.server().getPort());
            }
            part.failed(failure).end();
        });
    }
}
