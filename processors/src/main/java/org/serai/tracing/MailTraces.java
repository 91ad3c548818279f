package org.serai.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Mail;

/**
 * One trace for each mail id, from its first phase to the end of its transaction: for the first of a session that is from connect
 * on. Beneath it a span for each phase, beneath these the steps of the routes, beneath those what the backend is asked. Starting and
 * ending a span takes microseconds and waits for nobody; sending them is the business of {@link Collector}.
 */
public final class MailTraces {

    /** None: nothing is made, nothing kept. */
    public static final MailTraces OFF = new MailTraces(TracerProvider.noop(), false, false);

    private static final String SMTP = "smtp";

    private final Tracer tracer;
    private final boolean on;
    private final boolean addresses;
    private final Map<String, Part> open = new ConcurrentHashMap<>();

    /** @param addresses spans tell who writes to whom */
    public MailTraces(TracerProvider provider, boolean addresses) {
        this(provider, addresses, true);
    }

    private MailTraces(TracerProvider provider, boolean addresses, boolean on) {
        this.tracer = provider.get("org.serai");
        this.addresses = addresses;
        this.on = on;
    }

    public boolean on() {
        return on;
    }

    /** Traces that have begun and not ended. */
    public int open() {
        return open.size();
    }

    /**
     * A phase begins.
     *
     * @param listener the door through which the mail comes
     * @return to be ended when the phase is decided
     */
    public Part phase(Mail mail, String listener) {
        if (!on) {
            return Part.NONE;
        }
        Part whole = open.computeIfAbsent(mail.id(), id -> begun(mail, listener));
        return whole.recording() ? phase(mail, mail.phase().id(), whole.context()) : Part.NONE;
    }

    /** The same for a route that is run beside the phases, of a mail whose trace has begun. */
    public Part route(Mail mail, String route) {
        Part whole = on ? open.get(mail.id()) : null;
        return whole == null || !whole.recording() ? Part.NONE : phase(mail, route, whole.context());
    }

    /** The same within {@link #release} of the calling thread. */
    public Part releaseRoute(Mail mail, String route) {
        return on && Span.current().isRecording() ? phase(mail, route, Context.current()) : Part.NONE;
    }

    /** A message leaves quarantine: a trace of its own, current in the calling thread until it is closed there. */
    public Current release(String mailId) {
        if (!on) {
            return Current.NONE;
        }
        Span span = tracer.spanBuilder("release")
                .setNoParent()
                .setAttribute(Keys.MAIL_ID, mailId)
                .startSpan();
        return new Current(span);
    }

    /**
     * A transaction is over.
     *
     * @return its trace, which the caller ends
     */
    public Part ended(Mail mail) {
        Part whole = on ? open.remove(mail.id()) : null;
        return whole == null ? Part.NONE : whole;
    }

    /** The client of this mail has gone, and there is no transaction of it. */
    public void left(Mail mail) {
        ended(mail).end();
    }

    /** What a step of a route does; null where it is not traced, since the mail is not. */
    public @Nullable Part step(StepPlace place, @Nullable Context parent) {
        if (parent == null) {
            return null;
        }
        return new Part(
                tracer.spanBuilder(place.id())
                        .setParent(parent)
                        .setAllAttributes(place.attributes())
                        .startSpan(),
                parent,
                false);
    }

    /** What the backend is asked, beneath the step that is current in the calling thread. */
    public Part backend(String command, Mail mail) {
        if (!on || !Span.current().isRecording()) {
            return Part.NONE;
        }
        Context parent = Context.current();
        return new Part(
                tracer.spanBuilder(command)
                        .setParent(parent)
                        .setSpanKind(SpanKind.CLIENT)
                        .setAttribute(Keys.MAIL_ID, mail.id())
                        .startSpan(),
                parent,
                addresses);
    }

    private Part begun(Mail mail, String listener) {
        SpanBuilder builder = tracer.spanBuilder("mail")
                .setNoParent()
                .setSpanKind(SpanKind.SERVER)
                .setAttribute(Keys.MAIL_ID, mail.id())
                .setAttribute(Keys.SESSION_ID, mail.session())
                .setAttribute(Keys.LISTENER, listener)
                .setAttribute(Keys.TRANSPORT, "tcp")
                .setAttribute(Keys.PROTOCOL, SMTP);
        return new Part(builder.startSpan(), Context.root(), addresses);
    }

    private Part phase(Mail mail, String name, Context parent) {
        return new Part(
                tracer.spanBuilder(name)
                        .setParent(parent)
                        .setAttribute(Keys.MAIL_ID, mail.id())
                        .startSpan(),
                parent,
                addresses);
    }
}
