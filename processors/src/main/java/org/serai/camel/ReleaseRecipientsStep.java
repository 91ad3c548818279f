package org.serai.camel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.serai.mail.Disposition;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Reply;

/**
 * {@code serai:release-recipients}: the backend is asked about the recipients of a released mail, one after the other. Those whom it takes
 * are those of the envelope from then on; those who need another transaction are asked about in that one.
 */
final class ReleaseRecipientsStep implements Step {

    /** RFC 5321 section 4.5.3.1.10: not with the others. */
    private static final String ANOTHER_TRANSACTION = "4.5.3";

    /**
     * What the backend said of those whom it was asked about; kept with the mail.
     *
     * @param replies by the recipient
     */
    record Asked(Map<Path, Reply> replies) {}

    private final Function<Mail, CompletionStage<Reply>> ask;
    private final Executor workers;

    ReleaseRecipientsStep(Function<Mail, CompletionStage<Reply>> ask, Executor workers) {
        this.ask = ask;
        this.workers = workers;
    }

    @Override
    public Set<Course> courses(Course before) {
        return Set.of(
                before.decided(Disposition.ACCEPT),
                before.replied(Disposition.REJECT),
                before.replied(Disposition.DEFER));
    }

    @Override
    public boolean take(Exchange exchange, AsyncCallback callback) {
        Mail mail = PolicyExchange.mail(exchange);
        if (mail.envelope().rcptTo().isEmpty()) {
            throw new IllegalStateException("a mail without recipients");
        }
        new Round(exchange, callback, mail).next();
        return false;
    }

    private final class Round {

        private final Exchange exchange;
        private final AsyncCallback callback;
        private final Mail mail;
        private final Deque<Path> left;
        private final Map<Path, Reply> replies = new LinkedHashMap<>();
        private final List<Path> accepted = new ArrayList<>();

        Round(Exchange exchange, AsyncCallback callback, Mail mail) {
            this.exchange = exchange;
            this.callback = callback;
            this.mail = mail;
            this.left = new ArrayDeque<>(mail.envelope().rcptTo());
        }

        void next() {
            Path recipient = left.poll();
            if (recipient == null) {
                end();
                return;
            }
            ask.apply(mail.at(mail.phase(), mail.envelope().only(accepted).asking(recipient), mail.deadline()))
                    .whenCompleteAsync(
                            (reply, failure) -> {
                                if (failure != null) {
                                    exchange.setException(failure);
                                    callback.done(false);
                                    return;
                                }
                                answered(recipient, reply);
                                next();
                            },
                            workers);
        }

        private void answered(Path recipient, Reply reply) {
            boolean later = reply.transientFailure() && reply.status().equals(ANOTHER_TRANSACTION);
            if (later && !accepted.isEmpty()) {
                return;
            }
            replies.put(recipient, reply);
            if (reply.positive()) {
                accepted.add(recipient);
            }
        }

        private void end() {
            mail.keep(new Asked(Map.copyOf(replies)));
            Envelope envelope = mail.envelope().only(List.of());
            for (var each : replies.entrySet()) {
                envelope = envelope.asking(each.getKey()).answered(each.getValue());
            }
            PolicyExchange.mail(exchange, mail.at(mail.phase(), envelope, mail.deadline()));
            if (accepted.isEmpty()) {
                Reply first = replies.values().iterator().next();
                PolicyExchange.reply(exchange, first);
                PolicyExchange.disposition(exchange, first.permanentFailure() ? Disposition.REJECT : Disposition.DEFER);
            } else {
                PolicyExchange.disposition(exchange, Disposition.ACCEPT);
            }
            callback.done(false);
        }
    }
}
