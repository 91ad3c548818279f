package org.serai.camel;

import org.jspecify.annotations.Nullable;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Reply;
import org.serai.verdict.VerdictEvent;

/** A verdict as one structured log line, {@code key=value}, values from the network escaped. */
final class LogLine {

    private static final int MAX_VALUE = 200;

    private LogLine() {}

    static String of(Mail mail, @Nullable Disposition disposition, @Nullable Reply reply) {
        return of(mail, String.valueOf(disposition), reply);
    }

    static String abandoned(Mail mail) {
        return of(mail, VerdictEvent.ABANDONED, null);
    }

    private static String of(Mail mail, String disposition, @Nullable Reply reply) {
        var out = new StringBuilder(256);
        var envelope = mail.envelope();
        Path from = envelope.mailFrom();
        out.append("id=").append(mail.id());
        out.append(" disposition=").append(disposition);
        out.append(" score=").append(mail.verdict().score());
        out.append(" client=").append(envelope.client().ip());
        value(out, "helo", envelope.helo());
        value(out, "from", from == null ? "-" : from.toString());
        value(
                out,
                "to",
                envelope.rcptTo().isEmpty() ? "-" : envelope.rcptTo().get(0).toString());
        out.append(" rcpts=").append(envelope.rcptTo().size());
        out.append(" size=").append(mail.content().size());
        out.append(" symbols=");
        String comma = "";
        for (Finding finding : mail.findings()) {
            out.append(comma).append(finding.symbol());
            comma = ",";
        }
        value(out, "reply", reply == null ? "-" : reply.toString());
        return out.toString();
    }

    /** Quoted, with everything but printable ASCII, quotes and backslashes escaped. */
    private static void value(StringBuilder out, String key, String value) {
        out.append(' ').append(key).append("=\"");
        for (int i = 0; i < value.length() && i < MAX_VALUE; i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
