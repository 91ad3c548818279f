package org.serai.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.mail.Client;
import org.serai.mail.Disposition;
import org.serai.mail.Edits;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Mode;
import org.serai.mail.Network;
import org.serai.mail.Path;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.mail.Sha256;
import org.serai.mail.Verdict;
import org.serai.mail.Weight;

class VerdictEventTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOSTILE = "__proto__\": {}, \"disposition\": \"ACCEPT\r\n\0\u2028\ud800</script>${7*7}";

    private final VerdictEvent event =
            new VerdictEvent(Clock.fixed(Mails.NOW.plusMillis(1234).plusNanos(5), ZoneOffset.UTC));

    private static Finding finding(String text) {
        return Finding.of("SPF_FAIL", text)
                .withEvidence("domain", text)
                .withEvidence("names", List.of(text, text))
                .judged("spf", Mode.ENFORCE, Weight.points(3), "", 812);
    }

    private static Mail mail(String text) {
        var client = new Client(Network.literal("2001:db8::1"), 25000, text, false);
        var path = new Path(text, text, "", false);
        Envelope envelope = Envelope.connected(client)
                .greeted(text, true)
                .from(path, MailParameters.NONE)
                .asking(path)
                .answered(Reply.of(250, "2.1.5", "Ok"))
                .asking(path)
                .answered(Reply.of(550, "5.1.1", text));
        Mail empty = Mails.at(Phase.DATA);
        return Mails.connected(client)
                .received(empty.content(), envelope, Mails.soon())
                .checked(new Mail.Check("spf", 812), List.of(finding(text)))
                .judged(new Verdict(3, Disposition.REJECT, text, "7.1"))
                .edited(new Edits(List.of(), List.of(new Edits.Range(text, 0, 10))));
    }

    @Test
    void theEventIsOneLineInItsDocumentedOrder() throws IOException {
        String line = event.line(mail("a"), Disposition.REJECT, "550 5.7.1 No");
        JsonNode json = JSON.readTree(line);

        assertThat(line).doesNotContain("\n");
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "type",
                        "id",
                        "time",
                        "millis",
                        "phase",
                        "disposition",
                        "score",
                        "reply",
                        "envelope",
                        "size",
                        "findings",
                        "checks",
                        "removedFields");
        assertThat(json.path("type").asText()).isEqualTo("serai.verdict.v1");
        assertThat(json.path("id").asText()).isEqualTo(Mails.ID);
        assertThat(json.path("time").asText()).isEqualTo("2026-11-24T12:00:01.234Z");
        assertThat(json.path("millis").asLong()).isEqualTo(1234);
        assertThat(json.path("phase").asText()).isEqualTo("data");
        assertThat(json.path("disposition").asText()).isEqualTo("REJECT");
        assertThat(json.path("score").asDouble()).isEqualTo(3);
        assertThat(json.path("size").asInt()).isEqualTo(Mails.MESSAGE.length());
        assertThat(json.at("/envelope/client/ip").asText()).isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(json.at("/envelope/refused/0/reply").asText()).isEqualTo("550 5.1.1 a");
        assertThat(json.path("findings").get(0))
                .isEqualTo(JSON.readTree(
                        "{\"filter\":\"spf\",\"symbol\":\"SPF_FAIL\",\"score\":3.0,\"decides\":\"REJECT\","
                                + "\"mode\":\"ENFORCE\",\"reason\":\"a\",\"evidence\":{\"domain\":\"a\",\"names\":[\"a\",\"a\"]},"
                                + "\"micros\":812}"));
        assertThat(json.path("checks").get(0)).isEqualTo(JSON.readTree("{\"filter\":\"spf\",\"micros\":812}"));
    }

    @Test
    void textFromTheMessageIsAValueAndNeverAKey() throws IOException {
        String line = event.line(mail(HOSTILE), Disposition.REJECT, "550 " + HOSTILE);
        JsonNode json = JSON.readTree(line);

        assertThat(line.chars())
                .as("no line separator of any kind, nothing that a terminal obeys")
                .allMatch(c -> c >= 0x20 && c < 0x7f);
        assertThat(keys(json)).isEqualTo(keys(JSON.readTree(event.line(mail("a"), Disposition.REJECT, "550 a"))));
        String read = HOSTILE.replace('\ud800', '?');
        assertThat(json.at("/envelope/helo").asText().replace('\ufffd', '?')).isIn(read, HOSTILE);
        assertThat(json.path("disposition").asText()).isEqualTo("REJECT");
        assertThat(json.path("removedFields").get(0).isTextual()).isTrue();
    }

    private static Set<String> keys(JsonNode node) {
        var out = new TreeSet<String>();
        var rest = new ArrayList<>(List.of(node));
        while (!rest.isEmpty()) {
            JsonNode next = rest.remove(rest.size() - 1);
            next.fieldNames().forEachRemaining(out::add);
            next.forEach(rest::add);
        }
        return out;
    }

    @Test
    void aMailRefusedAtOnceHasWhatIsKnown() throws IOException {
        JsonNode json = JSON.readTree(event.line(Mails.at(Phase.CONNECT), Disposition.REJECT, "554 5.7.1 No"));

        assertThat(json.path("phase").asText()).isEqualTo("connect");
        assertThat(json.path("envelope").has("mailFrom")).isFalse();
        assertThat(json.path("envelope").path("rcptTo")).isEmpty();
        assertThat(json.path("findings")).isEmpty();
        assertThat(json.has("removedFields")).isFalse();
    }

    @Test
    void hashesOfWhatCameAndOfWhatWentOn() throws IOException {
        Mail mail = mail("a");
        mail.keep(mail.content().sha256());
        String in = HexFormat.of().formatHex(sha256(Mails.MESSAGE));

        assertThat(JSON.readTree(event.line(mail, Disposition.QUARANTINE, "")).path("sha256"))
                .isEqualTo(JSON.readTree("{\"in\":\"" + in + "\"}"));

        mail.keep(new Sha256.Sent("b0", true));
        JsonNode accepted = JSON.readTree(event.line(mail, Disposition.ACCEPT, ""));
        assertThat(accepted.path("sha256")).isEqualTo(JSON.readTree("{\"in\":\"" + in + "\",\"out\":\"b0\"}"));
        assertThat(accepted.path("newlineAdded").asBoolean()).isTrue();
        JsonNode refusedByTheBackend = JSON.readTree(event.line(mail, Disposition.REJECT, ""));
        assertThat(refusedByTheBackend.path("sha256").has("out")).isFalse();
        assertThat(refusedByTheBackend.has("newlineAdded")).isFalse();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void itsPageNamesEachField() throws IOException {
        String page = Files.readString(java.nio.file.Path.of("../docs/audit.md"));
        Mail mail = mail("a");
        mail.keep(new Sha256.Received("a0"));
        mail.keep(new Sha256.Sent("b0", true));
        JsonNode whole = JSON.readTree(event.line(mail, Disposition.ACCEPT, ""));
        ((ObjectNode) whole.path("findings").get(0)).putNull("evidence");

        assertThat(keys(whole))
                .allSatisfy(key -> assertThat(page).containsAnyOf("`" + key + "`", "`" + key + ".", "." + key + "`"));
    }

    @Test
    void withoutADispositionThereIsNone() throws IOException {
        assertThat(JSON.readTree(event.line(Mails.at(Phase.HELO), null, ""))
                        .path("disposition")
                        .isNull())
                .isTrue();
    }

    @Test
    void aClockThatWasSetBackGivesNoNegativeTime() {
        var before = new VerdictEvent(Clock.fixed(Mails.NOW.minusSeconds(5), ZoneOffset.UTC));

        assertThat(before.fields(Mails.at(Phase.DATA), Disposition.ACCEPT, "")).containsEntry("millis", 0L);
    }
}
