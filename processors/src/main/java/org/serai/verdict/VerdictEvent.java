package org.serai.verdict;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.serai.identity.AuthenticationResult;
import org.serai.mail.Client;
import org.serai.mail.Disposition;
import org.serai.mail.Edits;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Release;
import org.serai.mail.Sha256;
import org.serai.mail.Verdict;

/**
 * The verdict on a mail as JSON, {@code serai.verdict.v1}: for the audit trail, for quarantine records and for {@code
 * explain}. Everything that came from the message is a JSON string value, never a key.
 */
public final class VerdictEvent {

    /** Stands for the disposition of a mail whose client ended the transaction before its message was decided about. */
    public static final String ABANDONED = "ABANDONED";

    /** Stands for the disposition of a mail that was being handed over when Serai ended. */
    public static final String IN_DOUBT = "IN_DOUBT";

    /** Stands for the disposition of a message that somebody has taken out of quarantine for good. */
    public static final String DELETED = "DELETED";

    /** Stands for the phase of what becomes of a message in quarantine. */
    public static final String RELEASE = "release";

    private static final String TYPE = "serai.verdict.v1";
    private static final Client NOBODY = new Client(InetAddress.getLoopbackAddress(), 0, "", false);

    /** ASCII alone: a sender's line separators (U+2028), directions and C1 controls must neither cut a line nor reach a terminal. */
    private static final ObjectMapper JSON = new ObjectMapper(
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build());

    private final Clock clock;

    public VerdictEvent(Clock clock) {
        this.clock = clock;
    }

    /** One line of JSON. */
    public String line(Mail mail, @Nullable Disposition disposition, String reply) {
        return json(fields(mail, disposition, reply));
    }

    /** One line of JSON about a transaction that its client left: disposition {@value #ABANDONED}, no reply. */
    public String abandoned(Mail mail) {
        Map<String, Object> fields = fields(mail, null, "");
        fields.put("disposition", ABANDONED);
        return json(fields);
    }

    /**
     * Where a route failed over a mail.
     *
     * @param route its id
     * @param step the id of the step
     * @param endpoint what the step is
     * @param error what was thrown
     */
    public record Failure(String route, String step, String endpoint, String error) {}

    /** One line of JSON about a message over which a route failed: what shall become of it, and {@code failure}. */
    public String failed(Mail mail, Disposition disposition, @Nullable Failure failure) {
        Map<String, Object> fields = fields(mail, disposition, "");
        if (failure != null) {
            var out = new LinkedHashMap<String, Object>();
            out.put("route", failure.route());
            out.put("step", failure.step());
            out.put("endpoint", failure.endpoint());
            out.put("error", failure.error());
            fields.put("failure", out);
        }
        return json(fields);
    }

    /**
     * One line of JSON that is entered before a message is handed over, and holds when nothing else is ever entered about it: disposition
     * {@value #IN_DOUBT}.
     */
    public String intent(Mail mail) {
        var out = new LinkedHashMap<String, Object>();
        out.put("type", TYPE);
        out.put("id", mail.id());
        out.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        phase(mail, out);
        out.put("disposition", IN_DOUBT);
        out.put("envelope", envelope(mail.envelope()));
        out.put("size", mail.content().size());
        hashes(mail, null, out);
        return json(out);
    }

    /**
     * One line of JSON about a message that is deleted from quarantine: disposition {@value #DELETED}, and nothing of whose it was.
     *
     * @param id of this event
     */
    public String deleted(String id, Release order) {
        var out = new LinkedHashMap<String, Object>();
        out.put("type", TYPE);
        out.put("id", id);
        out.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        out.put("phase", RELEASE);
        out.put("release", release(order));
        out.put("disposition", DELETED);
        out.put("envelope", envelope(Envelope.connected(NOBODY)));
        out.put("size", 0);
        return json(out);
    }

    private static void phase(Mail mail, Map<String, Object> out) {
        Release order = mail.kept(Release.class);
        out.put("phase", order == null ? mail.phase().id() : RELEASE);
        if (order != null) {
            out.put("release", release(order));
        }
    }

    private static Map<String, Object> release(Release order) {
        var out = new LinkedHashMap<String, Object>();
        out.put("original", order.original());
        out.put("by", order.by());
        out.put("administrator", order.administrator());
        return out;
    }

    private static String json(Map<String, Object> fields) {
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a verdict event holds only maps, lists and plain values", e);
        }
    }

    /** The event's fields in their documented order. */
    public Map<String, Object> fields(Mail mail, @Nullable Disposition disposition, String reply) {
        Instant now = clock.instant();
        var out = new LinkedHashMap<String, Object>();
        out.put("type", TYPE);
        out.put("id", mail.id());
        out.put("time", now.truncatedTo(ChronoUnit.MILLIS).toString());
        out.put("millis", Math.max(0, ChronoUnit.MILLIS.between(mail.started(), now)));
        phase(mail, out);
        out.put("disposition", disposition == null ? null : disposition.name());
        out.put("score", mail.verdict().score());
        out.put("reply", reply);
        List<Map<String, Object>> policies = policies(mail);
        if (!policies.isEmpty()) {
            out.put("policies", policies);
        }
        out.put("envelope", envelope(mail.envelope()));
        out.put("size", mail.content().size());
        hashes(mail, disposition, out);
        out.put("findings", findings(mail));
        out.put("checks", mail.checks().stream().map(VerdictEvent::check).toList());
        List<Map<String, Object>> results = authenticationResults(mail);
        if (!results.isEmpty()) {
            out.put("authenticationResults", results);
        }
        Map<String, Object> facts = Facts.of(mail);
        if (!facts.isEmpty()) {
            out.put("facts", facts);
        }
        if (!mail.edits().removed().isEmpty()) {
            out.put(
                    "removedFields",
                    mail.edits().removed().stream().map(Edits.Range::name).toList());
        }
        return out;
    }

    private static void hashes(Mail mail, @Nullable Disposition disposition, Map<String, Object> out) {
        Sha256.Received received = mail.kept(Sha256.Received.class);
        Sha256.Sent sent = goesOn(disposition) ? mail.kept(Sha256.Sent.class) : null;
        var sha256 = new LinkedHashMap<String, Object>();
        if (received != null) {
            sha256.put("in", received.hex());
        }
        if (sent != null) {
            sha256.put("out", sent.hex());
        }
        if (!sha256.isEmpty()) {
            out.put("sha256", sha256);
        }
        if (sent != null && sent.newlineAdded()) {
            out.put("newlineAdded", true);
        }
    }

    /** What the backend has refused has another disposition by now. */
    private static boolean goesOn(@Nullable Disposition disposition) {
        return disposition == Disposition.ACCEPT || disposition == Disposition.TAG;
    }

    /** Which policies held for whom, and what each came to. */
    public static List<Map<String, Object>> policies(Mail mail) {
        return mail.verdict().parts().stream().map(VerdictEvent::part).toList();
    }

    private static Map<String, Object> part(Verdict.Part part) {
        var out = new LinkedHashMap<String, Object>();
        out.put("recipients", part.recipients().stream().map(Path::text).toList());
        out.put("policies", part.policies());
        out.put("disposition", part.verdict().disposition().name());
        out.put("score", part.verdict().score());
        return out;
    }

    /** The findings alone, as they stand in the event. */
    public static List<Map<String, Object>> findings(Mail mail) {
        return mail.findings().stream().map(VerdictEvent::finding).toList();
    }

    /** What SPF, DKIM, ARC and DMARC say, as it stands in the event. */
    public static List<Map<String, Object>> authenticationResults(Mail mail) {
        return AuthenticationResult.of(mail).stream()
                .map(VerdictEvent::authenticationResult)
                .toList();
    }

    private static Map<String, Object> authenticationResult(AuthenticationResult result) {
        var out = new LinkedHashMap<String, Object>();
        out.put("method", result.method());
        out.put("result", result.result());
        out.putAll(result.facts());
        return out;
    }

    private static Map<String, Object> finding(Finding finding) {
        var out = new LinkedHashMap<String, Object>();
        out.put("filter", finding.filter());
        out.put("symbol", finding.symbol());
        out.put("score", finding.score());
        Disposition decides = finding.decides();
        if (decides != null) {
            out.put("decides", decides.name());
        }
        out.put("mode", finding.mode().name());
        if (!finding.recipient().isEmpty()) {
            out.put("recipient", finding.recipient());
        }
        out.put("reason", finding.reason());
        out.put("evidence", finding.evidence());
        out.put("micros", finding.micros());
        return out;
    }

    private static Map<String, Object> check(Mail.Check check) {
        var out = new LinkedHashMap<String, Object>();
        out.put("filter", check.filter());
        out.put("micros", check.micros());
        return out;
    }

    private static Map<String, Object> envelope(Envelope envelope) {
        var out = new LinkedHashMap<String, Object>();
        out.put("client", client(envelope.client()));
        out.put("helo", envelope.helo());
        Envelope.Via via = envelope.via();
        if (via != null) {
            var relay = client(via.client());
            relay.put("helo", via.helo());
            out.put("via", relay);
        }
        out.put("tls", envelope.tls());
        Path from = envelope.mailFrom();
        if (from != null) {
            out.put("mailFrom", from.text());
        }
        if (envelope.parameters().eightBit()) {
            out.put("eightBit", true);
        }
        if (envelope.parameters().utf8()) {
            out.put("utf8", true);
        }
        out.put("rcptTo", envelope.rcptTo().stream().map(Path::text).toList());
        if (!envelope.refused().isEmpty()) {
            out.put(
                    "refused",
                    envelope.refused().stream().map(VerdictEvent::refusal).toList());
        }
        return out;
    }

    private static Map<String, Object> client(Client client) {
        var out = new LinkedHashMap<String, Object>();
        out.put("ip", client.ip());
        out.put("port", client.port());
        out.put("name", client.name());
        out.put("trusted", client.trusted());
        if (!client.login().isEmpty()) {
            out.put("login", client.login());
        }
        return out;
    }

    private static Map<String, Object> refusal(Envelope.Refusal refusal) {
        var out = new LinkedHashMap<String, Object>();
        out.put("recipient", refusal.recipient().text());
        out.put("reply", refusal.reply().toString());
        return out;
    }
}
