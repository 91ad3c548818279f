package org.serai.filter.header;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.filter.MailFilter;
import org.serai.mail.Content;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mime.MimeReader;
import org.serai.mime.MimeView;
import org.serai.mime.MimeView.Field;

/**
 * Triggered by a header block that breaks RFC 5322: a field missing, doubled or unreadable, a date that cannot be, too many
 * Received fields, too many octets. A trusted client is asked for the last two only: a mail program may leave Date and
 * Message-ID to its server (RFC 6409 section 8).
 */
public final class HeaderFilter implements MailFilter {

    /** A mail loop must end somewhere, whatever else the operator wants to know of headers (RFC 5321 section 6.3). */
    public static final String LOOP = "HEADER_LOOP";

    public static final Set<String> SYMBOLS = Set.of(
            "HEADER_BAD_DATE",
            "HEADER_BAD_MESSAGE_ID",
            "HEADER_CONTINUATION",
            "HEADER_DATE_FUTURE",
            "HEADER_DATE_PAST",
            "HEADER_DOUBLED",
            "HEADER_DOUBLED_FROM",
            LOOP,
            "HEADER_MALFORMED",
            "HEADER_NO_ADDRESS",
            "HEADER_NO_DATE",
            "HEADER_NO_FROM",
            "HEADER_NO_MESSAGE_ID",
            "HEADER_TOO_LARGE");

    /** At most once each (RFC 5322 section 3.6); From has a symbol of its own. */
    private static final Set<String> ONCE = Set.of(
            "date", "sender", "reply-to", "to", "cc", "bcc", "message-id", "in-reply-to", "references", "subject");

    private static final int MAX_EVIDENCE = 100;

    private final MimeReader mime;
    private final Options options;
    private final Clock clock;

    /** Properties under {@code filter.header.}. */
    public record Options(
            @Option(
                            value = "256KB",
                            least = "1KB",
                            most = "256KB",
                            doc = "Header blocks larger than this are HEADER_TOO_LARGE.")
                    Size maxSize,
            @Option(
                            value = "100",
                            least = "1",
                            doc = "More Received fields than this are a mail loop (RFC 5321 section 6.3).")
                    int maxReceived,
            @Option(value = "2d", doc = "A Date further in the future than this is HEADER_DATE_FUTURE.")
                    Duration dateFuture,
            @Option(value = "30d", doc = "A Date further in the past than this is HEADER_DATE_PAST.")
                    Duration datePast) {}

    public HeaderFilter(Options options, MimeReader mime, Clock clock) {
        this.mime = mime;
        this.options = options;
        this.clock = clock;
    }

    @Override
    public List<Finding> check(Mail mail) throws IOException {
        if (mail.phase() != Phase.DATA) {
            return List.of();
        }
        MimeView view = mime.view(mail);
        Map<String, List<Field>> fields = byName(view.headers());
        var findings = new ArrayList<Finding>();
        checkLimits(view, fields, findings);
        if (!mail.envelope().client().trusted() && !view.headerTruncated()) {
            checkFrom(fields.getOrDefault("from", List.of()), findings);
            checkDate(fields.getOrDefault("date", List.of()), findings);
            checkMessageId(fields.getOrDefault("message-id", List.of()), findings);
            checkDoubled(fields, findings);
            checkLines(mail.content(), view, findings);
        }
        return findings;
    }

    private static Map<String, List<Field>> byName(List<Field> headers) {
        var out = new LinkedHashMap<String, List<Field>>();
        for (Field field : headers) {
            out.computeIfAbsent(field.name().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(field);
        }
        return out;
    }

    private void checkLimits(MimeView view, Map<String, List<Field>> fields, List<Finding> findings) {
        int received = fields.getOrDefault("received", List.of()).size();
        if (received > options.maxReceived()) {
            findings.add(Finding.of(LOOP, "The message has gone round too often: this is a mail loop.")
                    .withStatus("4.6")
                    .withEvidence("received", received));
        }
        if (view.headerSize() > options.maxSize().bytes() || view.headerTruncated()) {
            findings.add(Finding.of("HEADER_TOO_LARGE", "The header of the message is too large.")
                    .withStatus("3.4")
                    .withEvidence("bytes", view.headerSize()));
        }
    }

    private static void checkFrom(List<Field> from, List<Finding> findings) {
        if (from.isEmpty()) {
            findings.add(wrong("HEADER_NO_FROM", "The message has no From field."));
        } else if (from.size() > 1) {
            findings.add(wrong("HEADER_DOUBLED_FROM", "The message has more than one From field.")
                    .withEvidence("count", from.size()));
        } else if (!FieldText.hasAddress(from.get(0).body())) {
            findings.add(wrong("HEADER_NO_ADDRESS", "The From field of the message holds no mail address.")
                    .withEvidence("from", clipped(from.get(0))));
        }
    }

    private void checkDate(List<Field> date, List<Finding> findings) {
        if (date.isEmpty()) {
            findings.add(wrong("HEADER_NO_DATE", "The message has no Date field."));
            return;
        }
        Field field = date.get(0);
        Instant said = MailDate.parse(field.body());
        Instant now = clock.instant();
        if (said == null) {
            findings.add(wrong("HEADER_BAD_DATE", "The Date field of the message is not a date.")
                    .withEvidence("date", clipped(field)));
        } else if (said.isAfter(now.plus(options.dateFuture()))) {
            findings.add(wrong("HEADER_DATE_FUTURE", "The Date field of the message lies in the future.")
                    .withEvidence("date", clipped(field)));
        } else if (said.isBefore(now.minus(options.datePast()))) {
            findings.add(wrong("HEADER_DATE_PAST", "The Date field of the message lies far in the past.")
                    .withEvidence("date", clipped(field)));
        }
    }

    private static void checkMessageId(List<Field> messageId, List<Finding> findings) {
        if (messageId.isEmpty()) {
            findings.add(wrong("HEADER_NO_MESSAGE_ID", "The message has no Message-ID field."));
        } else if (!FieldText.isMessageId(messageId.get(0).body())) {
            findings.add(wrong("HEADER_BAD_MESSAGE_ID", "The Message-ID field of the message is not <left@right>.")
                    .withEvidence("messageId", clipped(messageId.get(0))));
        }
    }

    private static void checkDoubled(Map<String, List<Field>> fields, List<Finding> findings) {
        List<String> doubled = fields.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1 && ONCE.contains(entry.getKey()))
                .map(entry -> entry.getValue().get(0).name())
                .toList();
        if (!doubled.isEmpty()) {
            findings.add(wrong(
                            "HEADER_DOUBLED",
                            "The message has a field more than once: " + String.join(", ", doubled) + ".")
                    .withEvidence("fields", doubled));
        }
    }

    private static void checkLines(Content content, MimeView view, List<Finding> findings) throws IOException {
        if (view.malformedLines() > 0) {
            if (beginsFolded(content)) {
                findings.add(wrong(
                        "HEADER_CONTINUATION",
                        "The message begins with a continuation line, which continues nothing."));
            }
            findings.add(wrong("HEADER_MALFORMED", "The header of the message holds a line that is no field.")
                    .withEvidence("lines", view.malformedLines()));
        }
    }

    private static boolean beginsFolded(Content content) throws IOException {
        try (InputStream in = content.open()) {
            int first = in.read();
            return first == ' ' || first == '\t';
        }
    }

    private static Finding wrong(String symbol, String reason) {
        return Finding.of(symbol, reason).withStatus("6.0");
    }

    private static String clipped(Field field) {
        String body = new String(field.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return body.length() > MAX_EVIDENCE ? body.substring(0, MAX_EVIDENCE) + "…" : body;
    }
}
