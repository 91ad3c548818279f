package org.serai.camel;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Disposition;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Reply;
import org.serai.verdict.VerdictEvent;

/** A verdict as one structured log line, {@code key=value}, values from the network escaped. */
final class LogLine {

    private static final int MAX_VALUE = 200;

    /** Recipients of a list; all of them stand in the audit trail. */
    private static final int MAX_NAMED = 5;

    private static final int MAX_NAME = 100;

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
        if (envelope.via() != null) {
            out.append(" via=").append(envelope.peer().ip());
        }
        value(out, "helo", envelope.helo());
        value(out, "from", from == null ? "-" : from.toString());
        value(out, "to", list(envelope.rcptTo()), Integer.MAX_VALUE);
        value(
                out,
                "refused",
                list(envelope.refused().stream()
                        .map(Envelope.Refusal::recipient)
                        .toList()),
                Integer.MAX_VALUE);
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

    /** The first ones, each shortened where it is long, and how many more there are. */
    private static String list(List<Path> recipients) {
        if (recipients.isEmpty()) {
            return "-";
        }
        var out = new StringJoiner(",");
        for (Path path : recipients.subList(0, Math.min(recipients.size(), MAX_NAMED))) {
            String text = path.toString();
            out.add(text.length() <= MAX_NAME ? text : text.substring(0, MAX_NAME) + "...");
        }
        int more = recipients.size() - MAX_NAMED;
        return more > 0 ? out + ",+" + more : out.toString();
    }

    /** Quoted, with everything but printable ASCII, quotes and backslashes escaped. */
    private static void value(StringBuilder out, String key, String value) {
        value(out, key, value, MAX_VALUE);
    }

    private static void value(StringBuilder out, String key, String value, int most) {
        out.append(' ').append(key).append("=\"");
        escape(out, value, most);
        out.append('"');
    }

    /** With everything but printable ASCII, quotes and backslashes escaped. */
    static String escaped(String value) {
        var out = new StringBuilder();
        escape(out, value, MAX_VALUE);
        return out.toString();
    }

    private static void escape(StringBuilder out, String value, int most) {
        for (int i = 0; i < value.length() && i < most; i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
    }
}
