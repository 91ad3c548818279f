package org.serai.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Client;
import org.serai.mail.Disposition;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Reply;

/** A part of a trace that is under way. May be ended on another thread; tells symbols and codes, and addresses where these are wanted. */
public final class Part {

    /** Of a mail that is not traced. */
    public static final Part NONE = new Part(Span.getInvalid(), Context.root(), false);

    private final Span span;
    private final Context context;
    private final boolean addresses;

    Part(Span span, Context parent, boolean addresses) {
        this.span = span;
        this.context = parent.with(span);
        this.addresses = addresses;
    }

    public boolean recording() {
        return span.isRecording();
    }

    /** With this part as the one that is current. */
    public Context context() {
        return context;
    }

    /** A worker has taken it; what lies before is time in the queue. */
    public void taken() {
        span.addEvent("taken");
    }

    /** Something has been decided. */
    public Part decided(Mail mail, Disposition disposition, Reply reply) {
        if (!recording()) {
            return this;
        }
        span.setAttribute(Keys.DISPOSITION, disposition.name());
        if (addresses) {
            tell(mail.envelope());
        }
        return said(reply);
    }

    /** Somebody has answered. */
    private Part said(Reply reply) {
        span.setAttribute(Keys.REPLY_CODE, (long) reply.code());
        if (!reply.status().isEmpty()) {
            span.setAttribute(Keys.REPLY_STATUS, reply.status());
        }
        return this;
    }

    /** The backend has answered; where, if that is known. */
    public Part answered(Reply reply, String protocol, String host, int port) {
        if (!host.isEmpty()) {
            span.setAttribute(Keys.PROTOCOL, protocol);
            span.setAttribute(Keys.SERVER_ADDRESS, host);
            span.setAttribute(Keys.SERVER_PORT, (long) port);
        }
        if (!reply.positive()) {
            fails(String.valueOf(reply.code()));
        }
        return said(reply);
    }

    private void tell(Envelope envelope) {
        Client client = envelope.client();
        span.setAttribute(Keys.CLIENT_ADDRESS, client.ip());
        span.setAttribute(Keys.CLIENT_PORT, (long) client.port());
        if (!envelope.helo().isEmpty()) {
            span.setAttribute(Keys.HELO, envelope.helo());
        }
        Path mailFrom = envelope.mailFrom();
        if (mailFrom != null) {
            span.setAttribute(Keys.MAIL_FROM, mailFrom.address());
        }
        Path asked = envelope.recipient();
        List<Path> recipients = asked == null ? envelope.rcptTo() : List.of(asked);
        if (!recipients.isEmpty()) {
            span.setAttribute(
                    Keys.RCPT_TO, recipients.stream().map(Path::address).toList());
        }
    }

    /** Filters have found these. */
    public void found(List<Finding> findings) {
        if (!findings.isEmpty()) {
            span.setAttribute(
                    Keys.SYMBOLS,
                    findings.stream().map(Finding::symbol).distinct().toList());
        }
    }

    /** It failed; what failed says its class, never its message, which may tell of the mail. */
    public Part failed(@Nullable Throwable why) {
        if (why != null) {
            fails(why.getClass().getName());
        }
        return this;
    }

    private void fails(String type) {
        span.setStatus(StatusCode.ERROR).setAttribute(Keys.ERROR_TYPE, type);
    }

    public void end() {
        span.end();
    }
}
