package org.serai.camel;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mail.Reply;

/**
 * {@code serai:recipient} and {@code serai:deliver}: the backend's answer becomes the client's. A refusal by the backend is
 * a refusal of the mail; an acceptance leaves the disposition as it is.
 */
final class DeliveryStep implements Step {

    private final Function<Mail, CompletionStage<Reply>> ask;
    private final BiFunction<Mail, Reply, Mail> answered;
    private final Executor workers;

    /** @param answered what is known of the mail when the backend has answered */
    DeliveryStep(Function<Mail, CompletionStage<Reply>> ask, BiFunction<Mail, Reply, Mail> answered, Executor workers) {
        this.ask = ask;
        this.answered = answered;
        this.workers = workers;
    }

    @Override
    public Set<Course> courses(Course before) {
        Disposition decided = before.disposition();
        if (decided != Disposition.ACCEPT && decided != Disposition.TAG) {
            return Set.of();
        }
        Course accepted = before.hasMessage() ? before.handedOver() : before;
        return Set.of(accepted.replied(decided), before.replied(Disposition.REJECT), before.replied(Disposition.DEFER));
    }

    @Override
    public boolean take(Exchange exchange, AsyncCallback callback) {
        Disposition decided = PolicyExchange.requireDisposition(exchange);
        if (decided != Disposition.ACCEPT && decided != Disposition.TAG) {
            throw new IllegalStateException("the verdict is " + decided + ": only ACCEPT and TAG go to the backend");
        }
        ask.apply(PolicyExchange.mail(exchange))
                .whenCompleteAsync(
                        (reply, failure) -> {
                            if (failure == null) {
                                answer(exchange, reply);
                            } else {
                                exchange.setException(failure);
                            }
                            callback.done(false);
                        },
                        workers);
        return false;
    }

    private void answer(Exchange exchange, Reply reply) {
        PolicyExchange.mail(exchange, answered.apply(PolicyExchange.mail(exchange), reply));
        PolicyExchange.reply(exchange, reply);
        if (reply.positive() && PolicyExchange.mail(exchange).phase() == Phase.DATA) {
            PolicyExchange.handedOver(exchange);
        }
        if (!reply.positive()) {
            PolicyExchange.disposition(exchange, reply.permanentFailure() ? Disposition.REJECT : Disposition.DEFER);
        }
    }
}
