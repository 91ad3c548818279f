package org.serai.camel;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code serai:failure}: logs where in which route a mail failed. The sender keeps it, DEFER; where the backend or the
 * quarantine has it already, disposition and reply stay, or he would send it once more.
 */
final class FailureStep implements Step.Now {

    private static final Logger LOG = LoggerFactory.getLogger(FailureStep.class);

    private static final String STEP = "serai.failed-step";

    /** Notes which step it was as soon as it fails: when the error route runs, Camel knows only that route's own steps. */
    static void note(Exchange exchange) {
        exchange.setProperty(STEP, exchange.getExchangeExtension().getHistoryNodeId());
    }

    @Override
    public void take(Exchange exchange) {
        Throwable cause = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        Object body = exchange.getMessage().getBody();
        boolean settled = PolicyExchange.isSettled(exchange);
        String told = "%s: route %s failed at step %s (%s); %s"
                .formatted(
                        body instanceof Mail mail ? mail.id() : "a mail that a step replaced",
                        exchange.getProperty(ExchangePropertyKey.FAILURE_ROUTE_ID),
                        exchange.getProperty(STEP),
                        exchange.getProperty(ExchangePropertyKey.FAILURE_ENDPOINT),
                        settled
                                ? "the message was handed over before, and its 250 stands"
                                : "the client is told to try again");
        // Such as a full disk: where in our code it was noticed helps nobody.
        if (cause instanceof IOException) {
            LOG.error("{}: {}", told, cause.toString());
        } else {
            LOG.error(told, cause);
        }
        if (!settled) {
            PolicyExchange.disposition(exchange, Disposition.DEFER);
        }
    }
}
