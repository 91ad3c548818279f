package org.serai.camel;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.verdict.VerdictEvent.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code serai:failure}: logs where in which route a mail failed. The sender keeps it, DEFER; where the backend or the
 * quarantine has it already, disposition and reply stay, or he would send it once more.
 */
final class FailureStep implements Step.Now {

    private static final Logger LOG = LoggerFactory.getLogger(FailureStep.class);

    private static final String STEP = "serai.failed-step";
    private static final String FAILURE = "serai.failure";
    private static final int LONGEST_ERROR = 500;

    /** Notes which step it was as soon as it fails: when the error route runs, Camel knows only that route's own steps. */
    static void note(Exchange exchange) {
        exchange.setProperty(STEP, exchange.getExchangeExtension().getHistoryNodeId());
    }

    @Override
    public Set<Course> courses(Course before) {
        return Set.of(before.settled() ? before : before.decided(Disposition.DEFER));
    }

    @Override
    public void take(Exchange exchange) {
        Throwable cause = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        boolean replaced = PolicyExchange.restore(exchange);
        Mail mail = PolicyExchange.mail(exchange);
        boolean settled = PolicyExchange.isSettled(exchange);
        Failure failure = failure(exchange, cause);
        exchange.setProperty(FAILURE, failure);
        String told = "%s: route %s failed at step %s (%s); %s"
                .formatted(
                        replaced ? mail.id() + ", which a step replaced" : mail.id(),
                        failure.route(),
                        failure.step(),
                        failure.endpoint(),
                        settled
                                ? "it was decided before, and the reply stands"
                                : "the client is told to try again, unless dead-letter.policy says otherwise");
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

    private static Failure failure(Exchange exchange, @Nullable Throwable cause) {
        String error = String.valueOf(cause);
        return new Failure(
                String.valueOf(exchange.getProperty(ExchangePropertyKey.FAILURE_ROUTE_ID)),
                String.valueOf(exchange.getProperty(STEP)),
                String.valueOf(exchange.getProperty(ExchangePropertyKey.FAILURE_ENDPOINT)),
                error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR));
    }

    /** {@code serai:failed-field}: {@code X-Serai-Failed} in front of a message that is delivered all the same, naming route and step. */
    static void mark(Exchange exchange) {
        Mail mail = PolicyExchange.mail(exchange);
        Failure failure = told(exchange);
        String where = failure == null ? "unknown" : failure.route() + " " + failure.step();
        PolicyExchange.mail(exchange, mail.edited(mail.edits().prepend(List.of("X-Serai-Failed: " + plain(where)))));
    }

    /** Ids are what somebody wrote into a route. */
    private static String plain(String text) {
        var out = new StringBuilder();
        text.chars().forEach(c -> out.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return out.toString();
    }

    /** What this step has told of an exchange. */
    static @Nullable Failure told(Exchange exchange) {
        return exchange.getProperty(FAILURE, Failure.class);
    }
}
