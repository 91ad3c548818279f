package org.serai.camel;

import io.opentelemetry.context.Context;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExchangeHelper;
import org.jspecify.annotations.Nullable;
import org.serai.custody.MessageStore.Held;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Reply;
import org.serai.tracing.Part;
import org.serai.verdict.VerdictEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The exchange of a phase: its body is the {@link Mail}, and beside it stand three String variables, nothing else. */
final class PolicyExchange {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyExchange.class);

    static final String PHASE = "phase";
    static final String DISPOSITION = "disposition";
    static final String REPLY = "reply";

    private static final String HANDED_OVER = "serai.handed-over";
    private static final String HELD = "serai.held";
    private static final String ASKED = "serai.asked";
    private static final String INNER = "serai.inner";
    private static final String TRACE = "serai.trace";

    private PolicyExchange() {}

    static void start(Exchange exchange, Mail mail, String phase) {
        mail(exchange, mail);
        exchange.setVariable(PHASE, phase);
    }

    static Mail mail(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof Mail mail) {
            return mail;
        }
        throw new IllegalStateException(
                "the body of the exchange is no longer the mail: a step of the route has replaced it");
    }

    /** The mail of an exchange that begins. */
    static void begin(Exchange exchange, Mail mail) {
        mail(exchange, mail);
        exchange.setProperty(ASKED, mail);
    }

    /** Where a step has replaced the mail, the one that was asked about is the body again; tells whether it was so. */
    static boolean restore(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof Mail) {
            return false;
        }
        mail(exchange, exchange.getProperty(ASKED, Mail.class));
        return true;
    }

    static void mail(Exchange exchange, Mail mail) {
        exchange.getMessage().setBody(mail);
    }

    /** The part of a trace that is under way; null where the mail is not traced. */
    static @Nullable Context trace(Exchange exchange) {
        return exchange.getProperty(TRACE) instanceof Context part ? part : null;
    }

    static void trace(Exchange exchange, @Nullable Context part) {
        if (part != null) {
            exchange.setProperty(TRACE, part);
        }
    }

    static void trace(Exchange exchange, Part part) {
        if (part.recording()) {
            trace(exchange, part.context());
        }
    }

    static void disposition(Exchange exchange, Disposition disposition) {
        exchange.setVariable(DISPOSITION, disposition.name());
    }

    /** For the audit alone: the transaction ended with nothing decided about its message; no reply. */
    static void abandoned(Exchange exchange) {
        exchange.setVariable(DISPOSITION, VerdictEvent.ABANDONED);
    }

    static boolean isAbandoned(Exchange exchange) {
        return VerdictEvent.ABANDONED.equals(exchange.getVariable(DISPOSITION));
    }

    static @Nullable Disposition disposition(Exchange exchange) {
        return exchange.getVariable(DISPOSITION) instanceof String name ? Disposition.valueOf(name) : null;
    }

    static Disposition requireDisposition(Exchange exchange) {
        Disposition disposition = disposition(exchange);
        if (disposition == null) {
            throw new IllegalStateException("no disposition yet: serai:score must come before this step");
        }
        return disposition;
    }

    static void reply(Exchange exchange, Reply reply) {
        exchange.setVariable(REPLY, reply.toString());
    }

    static @Nullable Reply reply(Exchange exchange) {
        return exchange.getVariable(REPLY) instanceof String text ? Reply.parse(text) : null;
    }

    /** The message is with the backend or in quarantine: from now on it is no longer the sender's. */
    static void handedOver(Exchange exchange) {
        exchange.setProperty(HANDED_OVER, Boolean.TRUE);
    }

    /** A copy is written that shall count when the client is told that the message is taken. */
    static void held(Exchange exchange, Held copy) {
        if (exchange.getProperty(HELD) != null) {
            throw new IllegalStateException("a copy is held already: serai:quarantine-copy stands twice");
        }
        exchange.setProperty(HELD, copy);
    }

    /**
     * At the end of a phase, before the client is told: the copy that is held counts from now on, or is withdrawn. The client is told
     * 451 when it cannot be kept, though others may have the message already.
     */
    static void settleHeld(Exchange exchange) {
        if (!(exchange.removeProperty(HELD) instanceof Held copy)) {
            return;
        }
        boolean taken = isHandedOver(exchange) || (exchange.getException() == null && isPositive(exchange));
        try {
            if (taken) {
                copy.confirm();
            } else {
                copy.withdraw();
            }
        } catch (IOException | RuntimeException e) {
            if (!taken) {
                LOG.error("A copy in quarantine cannot be withdrawn; it goes with a start an hour later", e);
                return;
            }
            LOG.error("A copy cannot be kept in quarantine, the sender is told to try again", e);
            exchange.removeProperty(HANDED_OVER);
            disposition(exchange, Disposition.DEFER);
            reply(exchange, Reply.of(451, "4.3.0", "Internal error, please try again later"));
        }
    }

    /** A copy that is held counts no more, since another way is gone. */
    static void withdrawHeld(Exchange exchange) throws IOException {
        if (exchange.removeProperty(HELD) instanceof Held copy) {
            copy.withdraw();
        }
    }

    /** The client is told that somebody has taken the message, or that it is refused: whatever fails now changes nothing. */
    static boolean isSettled(Exchange exchange) {
        try {
            Reply reply = reply(exchange);
            return reply != null && (!reply.positive() || exchange.getProperty(HANDED_OVER) != null);
        } catch (IllegalArgumentException e) {
            LOG.debug("A step has written a reply that is none", e);
            return false;
        }
    }

    /** Somebody has taken the message, and the client is told so. */
    static boolean isHandedOver(Exchange exchange) {
        return exchange.getProperty(HANDED_OVER) != null && isPositive(exchange);
    }

    private static boolean isPositive(Exchange exchange) {
        Reply reply = reply(exchange);
        return reply != null && reply.positive();
    }

    /** While it runs: the exchange of a policy that this one waits for. */
    static void waitsFor(Exchange outer, Exchange inner) {
        outer.setProperty(INNER, inner);
    }

    /** Null before there is one; on any thread. */
    static @Nullable Exchange inner(Exchange outer) {
        return outer.getProperty(INNER, Exchange.class);
    }

    /** At which step of which route it is; on any thread. */
    static String where(Exchange outer) {
        Exchange inner = inner(outer);
        if (inner == null) {
            return "it has not come to the policy";
        }
        return "it is in route " + ExchangeHelper.getAtRouteId(inner) + " at step "
                + inner.getExchangeExtension().getHistoryNodeId();
    }

    /** As {@link #isHandedOver}, with no copy to be confirmed: whatever hangs behind it, the client may be told. */
    static boolean mayBeTold(Exchange exchange) {
        return isHandedOver(exchange) && exchange.getProperty(HELD) == null;
    }

    /** The result of a policy exchange back into the one that asked. */
    static void copyResult(Exchange from, Exchange to) {
        to.getMessage().setBody(from.getMessage().getBody());
        to.setProperty(HANDED_OVER, from.getProperty(HANDED_OVER));
        to.setVariable(DISPOSITION, from.getVariable(DISPOSITION));
        to.setVariable(REPLY, from.getVariable(REPLY));
    }
}
