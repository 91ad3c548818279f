package org.serai.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.Mails;
import picocli.CommandLine;

/** The command as one types it, with the policy of the repository. */
@ResourceLock(Resources.SYSTEM_OUT)
class ExplainCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NOW = Mails.NOW.getEpochSecond();

    @TempDir
    Path temp;

    private static String run(String... arguments) {
        var all = new ArrayList<>(List.of(
                "-Droutes.dir=../routes",
                "-Dconfig.dir=../config",
                "-Dlocal.domains=example.org",
                "-Ddns.servers=127.0.0.1:1",
                "--zone=../test-data/zones/sender.example.json"));
        all.addAll(List.of(arguments));
        var out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(new CommandLine(new ExplainCommand()).execute(all.toArray(String[]::new)))
                    .isZero();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private List<JsonNode> batch(String... lines) throws IOException {
        Path file = Files.write(temp.resolve("batch"), List.of(lines));
        var out = new ArrayList<JsonNode>();
        for (String line : run("--batch", file.toString()).split("\n")) {
            out.add(JSON.readTree(line));
        }
        return out;
    }

    private static ObjectNode question(String message) {
        ObjectNode out = JSON.createObjectNode();
        out.put("id", "1")
                .put("helo", "mx.sender.example")
                .put("mailFrom", "a@sender.example")
                .put("now", NOW);
        out.putObject("client").put("ip", "192.0.2.1");
        out.putArray("rcptTo").add("b@example.org");
        out.put("message", Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8)));
        return out;
    }

    private static List<String> symbols(JsonNode answer) {
        return answer.findValuesAsText("symbol");
    }

    @Test
    void anAnswerHasTheDocumentedKeys() throws IOException {
        JsonNode answer = batch(question(Mails.MESSAGE).toString()).get(0);

        assertThat(answer.fieldNames())
                .toIterable()
                .containsExactly(
                        "id", "disposition", "score", "reply", "findings", "authenticationResults", "parts", "urls");
        assertThat(answer.path("disposition").asText()).isEqualTo("ACCEPT");
        assertThat(answer.path("reply").asText()).startsWith("250 2.0.0 ");
        assertThat(answer.path("parts").get(0).fieldNames())
                .toIterable()
                .containsExactly("depth", "name", "declared", "detected", "bytes", "sha256");
    }

    @Test
    void aReportIsExplainedAndTeachesNothing() throws IOException {
        ObjectNode report = question("Content-Type: message/rfc822\r\n\r\nSubject: Cheap\r\n\r\nBuy now\r\n");
        ((ObjectNode) report.path("client")).put("trusted", true);
        report.putArray("rcptTo").add("spam@serai.local");
        Path data = Files.createDirectory(temp.resolve("data"));
        Path file = Files.write(temp.resolve("report"), List.of(report.toString()));

        String answer = run("-Dtrusted.networks=192.0.2.1", "-Ddata.dir=" + data, "--batch", file.toString());

        assertThat(answer).contains("REPORT_MESSAGE", "learned as spam");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void urlsAreToldWithThoseInThem() throws IOException {
        String message = "Content-Type: text/html\r\n\r\n<a href='https://www.google.com/url?q=http://bad.com/'>x</a>";

        JsonNode answer = batch(question(message).toString()).get(0);

        assertThat(JSON.convertValue(answer.path("urls"), List.class))
                .isEqualTo(List.of("https://www.google.com/url?q=http://bad.com/", "http://bad.com/"));
    }

    @Test
    void aLineThatCannotBeReadIsAnErrorAndTheRestGoesOn() throws IOException {
        String good = question(Mails.MESSAGE).toString();
        List<JsonNode> answers = batch(
                good,
                "{\"id\":",
                "",
                "[1]",
                "{\"id\":{\"a\":[1]},\"client\":{\"ip\":\"localhost\"}}",
                "{\"id\":5,\"rcptTo\":\"b@example.org\"}",
                "{\"id\":6,\"messageFile\":\"no/such/file\"}",
                "{\"id\":7,\"message\":\"!!!\"}",
                "{\"id\":8,\"message\":8}",
                "{\"id\":9,\"now\":\"yesterday\"}",
                "{\"id\":10,\"filters\":[\"hello\"]}",
                "{\"id\":11,\"mailFrom\":\"a b\"}",
                "{\"id\":12,\"rcptto\":[\"b@example.org\"]}",
                "{\"id\":13,\"client\":{\"i\":\"192.0.2.1\"}}",
                "[".repeat(5000),
                good);

        assertThat(answers).hasSize(15);
        assertThat(answers).first().isEqualTo(without(answers.get(14), answers.get(0)));
        assertThat(answers.subList(1, 14)).allSatisfy(answer -> {
            assertThat(answer.fieldNames()).toIterable().containsExactly("id", "error");
            assertThat(answer.path("error").asText()).isNotBlank().isNotEqualTo("null");
        });
        assertThat(answers.subList(3, 13))
                .extracting(answer -> answer.path("id").toString())
                .containsExactly("{\"a\":[1]}", "5", "6", "7", "8", "9", "10", "11", "12", "13");
        assertThat(answers.get(11).path("error").asText())
                .isEqualTo("there is no key 'rcptto'; did you mean 'rcptTo'?");
        assertThat(answers.get(4).path("error").asText()).isEqualTo("rcptTo must be a list of strings");
        assertThat(answers.get(9).path("error").asText())
                .contains("there is no filter 'hello'; there are: arc, attachment,");
    }

    /** The times differ. */
    private static JsonNode without(JsonNode answer, JsonNode first) {
        assertThat(answer.path("disposition")).isEqualTo(first.path("disposition"));
        return first;
    }

    @Test
    void theMessageMayLieInAFileOrBeAbsent() throws IOException {
        Path file = Files.writeString(temp.resolve("m.eml"), Mails.MESSAGE.replace("\r\n", "\n"));
        ObjectNode byFile = question("");
        byFile.remove("message");
        ObjectNode envelopeOnly = byFile.deepCopy();
        byFile.put("messageFile", file.toString());
        ObjectNode wrapped = question("");
        wrapped.put("message", Base64.getMimeEncoder().encodeToString(Mails.MESSAGE.getBytes(StandardCharsets.UTF_8)));

        List<JsonNode> answers = batch(
                question(Mails.MESSAGE).toString(), byFile.toString(), wrapped.toString(), envelopeOnly.toString());

        assertThat(answers.get(1).path("parts")).isEqualTo(answers.get(0).path("parts"));
        assertThat(answers.get(2).path("parts")).isEqualTo(answers.get(0).path("parts"));
        assertThat(answers.get(3).path("parts")).isEmpty();
        assertThat(answers.get(3).path("reply").asText()).isEqualTo("250 2.1.5 Ok");
    }

    @Test
    void aQuestionMayHaveItsOwnZone() throws IOException {
        ObjectNode other = question(Mails.MESSAGE);
        other.putArray("zone").addObject().put("name", "sender.example");
        ObjectNode file = question(Mails.MESSAGE);
        file.put(
                "zoneFile",
                Files.writeString(temp.resolve("zone.json"), other.path("zone").toString())
                        .toString());

        List<JsonNode> answers = batch(
                question(Mails.MESSAGE).toString(),
                other.toString(),
                file.toString(),
                question(Mails.MESSAGE).toString());

        String[] missing = {"PTR_NONE", "HELO_UNRESOLVED", "SENDER_DOMAIN_NO_ADDRESS"};
        assertThat(symbols(answers.get(0))).doesNotContain(missing);
        assertThat(symbols(answers.get(1))).contains(missing);
        assertThat(symbols(answers.get(2))).isEqualTo(symbols(answers.get(1)));
        assertThat(symbols(answers.get(3))).isEqualTo(symbols(answers.get(0)));
    }

    @Test
    void listsInTheDnsAreNamedByPropertyAndAnswerFromTheZone() throws IOException {
        Path message = Files.writeString(temp.resolve("m.eml"), Mails.MESSAGE);

        assertThat(run("-Dfilter.dnsbl.zones=zen.example 127.0.0.4=exploit:5, bl.example=2.5", message.toString()))
                .containsPattern("(?m)^      \\+2\\.5  DNSBL_LISTED +The address 192.0.2.1 is on the list bl.example.")
                .doesNotContain("DNSBL_EXPLOIT", "DNSBL_TEMPERROR");
    }

    @Test
    void aZoneThatCannotBeReadIsAnError() throws IOException {
        ObjectNode wrong = question(Mails.MESSAGE);
        wrong.put("zone", "sender.example");
        ObjectNode missing = question(Mails.MESSAGE);
        missing.put("zoneFile", "no/such/file");

        List<JsonNode> answers = batch(wrong.toString(), missing.toString());

        assertThat(answers.get(0).path("error").asText()).startsWith("a zone must be a list of ");
        assertThat(answers.get(1).path("error").asText()).startsWith("cannot be read: ");
    }

    @Test
    void onlyTheFiltersAskedForRun() throws IOException {
        ObjectNode all = question("Subject: nothing else\r\n\r\n");
        all.put("helo", "192.0.2.1");
        ObjectNode some = all.deepCopy();
        some.putArray("filters").add("helo");
        ObjectNode none = all.deepCopy();
        none.putArray("filters");

        List<JsonNode> answers = batch(all.toString(), some.toString(), none.toString(), all.toString());

        assertThat(symbols(answers.get(0))).contains("HELO_BARE_IP", "HEADER_NO_FROM");
        assertThat(symbols(answers.get(1))).containsExactly("HELO_BARE_IP");
        assertThat(symbols(answers.get(2))).isEmpty();
        assertThat(symbols(answers.get(3))).isEqualTo(symbols(answers.get(0)));
    }

    @Test
    void nowIsTheTimeOfTheSession() throws IOException {
        ObjectNode then = question(Mails.MESSAGE);
        ObjectNode before = then.deepCopy();
        before.put("now", NOW - 30L * 24 * 3600);

        List<JsonNode> answers = batch(then.toString(), before.toString());

        assertThat(symbols(answers.get(0))).doesNotContain("HEADER_DATE_FUTURE");
        assertThat(symbols(answers.get(1))).contains("HEADER_DATE_FUTURE");
    }

    @ParameterizedTest
    @CsvSource({
        // recipients, its reply begins with
        "x@elsewhere.example, 550 5.7.1",
        "x@elsewhere.example b@example.org, 250 2.0.0",
        "b@example.org x@elsewhere.example, 250 2.0.0"
    })
    void theReplyIsTheOneThatTheClientWouldGetAtLast(String recipients, String reply) throws IOException {
        ObjectNode question = question(Mails.MESSAGE);
        var rcptTo = question.putArray("rcptTo");
        for (String recipient : recipients.split(" ")) {
            rcptTo.add(recipient);
        }

        JsonNode answer = batch(question.toString()).get(0);

        assertThat(answer.path("reply").asText()).startsWith(reply);
        assertThat(symbols(answer)).contains("RELAY_DENIED");
    }

    @Test
    void allFiltersHaveTheirSayAfterARefusalAndTheFirstRefusalIsTheAnswer() throws IOException {
        ObjectNode question = question("Subject: nothing else\r\n\r\n");
        question.putArray("rcptTo").add("x@elsewhere.example");

        JsonNode answer = batch(question.toString()).get(0);

        assertThat(answer.path("disposition").asText()).isEqualTo("REJECT");
        assertThat(answer.path("reply").asText()).startsWith("550 5.7.1 ");
        assertThat(symbols(answer)).contains("RELAY_DENIED", "HEADER_NO_FROM");
    }

    @Test
    void asTextItIsReadableWhateverTheMessageHolds() throws IOException {
        Locale locale = Locale.getDefault();
        Path file = Files.writeString(
                temp.resolve("m.eml"),
                "From: a@sender.example\nContent-Type: application/octet-stream; name=\"a\u009b31m\u202efdp.exe\"\n\nMZ\n");
        String text;
        try {
            Locale.setDefault(Locale.GERMANY);
            text = run(
                    "--client=192.0.2.1",
                    "--helo=192.0.2.1",
                    "--mail-from=a@sender.example",
                    "--rcpt-to=b@example.org",
                    file.toString());
        } finally {
            Locale.setDefault(locale);
        }

        assertThat(text).startsWith("REJECT, score 1");
        assertThat(text.lines().skip(1).findFirst().orElseThrow()).startsWith("reply: 550 5.7.1 ");
        assertThat(text)
                .containsPattern("(?m)^      \\+3\\.5  HELO_BARE_IP +[A-Z]")
                .containsPattern("(?m)^    REJECT  ATTACHMENT_EXECUTABLE +[A-Z]")
                .containsPattern("(?m)^ {42}name: a")
                .doesNotContain("\u009b", "\u202e");
    }

    @Test
    void asJsonItIsTheSameObject() throws IOException {
        Path file = Files.writeString(temp.resolve("m.eml"), Mails.MESSAGE);
        JsonNode answer =
                JSON.readTree(run("--json", "--helo=mx.sender.example", "--rcpt-to=b@example.org", file.toString()));

        assertThat(answer.path("id").isNull()).isTrue();
        assertThat(answer.path("reply").asText()).startsWith("250");
    }
}
