package org.serai.camel;

import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.serai.mail.Mail;

/** What a {@code to: serai:<name>} does with the exchange of one phase. */
interface Step {

    /** As {@link org.apache.camel.AsyncProcessor#process}: true when it is done already. May throw. */
    boolean take(Exchange exchange, AsyncCallback callback) throws Exception;

    /**
     * How a mail may leave this step that has come to it so; none: it fails. For the check of routes, so it must hold whatever
     * {@link #take} does to phase, disposition and reply.
     */
    default Set<Course> courses(Course before) {
        return Set.of(before);
    }

    /** A step that is done when it returns. */
    interface Now extends Step {

        void take(Exchange exchange) throws Exception;

        @Override
        default boolean take(Exchange exchange, AsyncCallback callback) throws Exception {
            take(exchange);
            callback.done(true);
            return true;
        }
    }

    /** A step that makes the next mail of this one and does nothing else. */
    interface OfMail extends Now {

        Mail next(Mail mail) throws Exception;

        @Override
        default void take(Exchange exchange) throws Exception {
            PolicyExchange.mail(exchange, next(PolicyExchange.mail(exchange)));
        }
    }
}
