package org.serai.camel;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.serai.mail.Disposition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code serai:failure}: logs where in which route a mail failed; the sender keeps it. */
final class FailureStep implements Step.Now {

    private static final Logger LOG = LoggerFactory.getLogger(FailureStep.class);

    @Override
    public void take(Exchange exchange) {
        Throwable cause = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        LOG.error(
                "{}: route {} failed at step {} ({}); the client is told to try again",
                PolicyExchange.mail(exchange).id(),
                exchange.getProperty(ExchangePropertyKey.FAILURE_ROUTE_ID),
                exchange.getExchangeExtension().getHistoryNodeId(),
                exchange.getProperty(ExchangePropertyKey.FAILURE_ENDPOINT),
                cause);
        PolicyExchange.disposition(exchange, Disposition.DEFER);
    }
}
