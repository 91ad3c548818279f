package org.serai.camel;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.serai.digest.Digests;
import org.serai.filter.digest.DigestAddresses;
import org.serai.filter.digest.DigestAddresses.Request;
import org.serai.filter.digest.DigestFilter;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Reply;

/**
 * {@code serai:digest-request}: what a user asks is done before he is told so. His digest goes to the address that he has logged in with, and
 * the mail that asked for it nowhere.
 */
final class DigestRequestStep implements Step {

    private final DigestAddresses addresses;
    private final DigestRequests requests;
    private final Executor continuations;

    DigestRequestStep(DigestAddresses addresses, DigestRequests requests, Executor continuations) {
        this.addresses = addresses;
        this.requests = requests;
        this.continuations = continuations;
    }

    @Override
    public Set<Course> courses(Course before) {
        return Set.of(before.inOtherHands().replied(Disposition.ACCEPT), before.replied(Disposition.DEFER));
    }

    @Override
    public boolean take(Exchange exchange, AsyncCallback callback) {
        Mail mail = PolicyExchange.mail(exchange);
        Request request =
                requireNonNull(DigestFilter.request(mail, addresses), "no request: serai:digest has found none");
        requests.ask(Digests.key(mail.envelope().client().login()), request)
                .whenCompleteAsync(
                        (reply, failure) -> {
                            answer(exchange, failure == null ? reply : DigestDesk.LATER);
                            callback.done(false);
                        },
                        continuations);
        return false;
    }

    private static void answer(Exchange exchange, Reply reply) {
        PolicyExchange.disposition(exchange, reply.positive() ? Disposition.ACCEPT : Disposition.DEFER);
        PolicyExchange.reply(exchange, reply.about(PolicyExchange.mail(exchange).id()));
        if (reply.positive()) {
            PolicyExchange.handedOver(exchange);
        }
    }
}
