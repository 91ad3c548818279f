package org.serai.identity.spf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.Shared;
import org.serai.dns.Answer;
import org.serai.dns.Dns;
import org.serai.dns.RecordType;
import org.serai.dns.RecordType.MailExchanger;
import org.serai.dns.Zone;
import org.serai.identity.SpfResult;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Network;
import org.serai.mail.Path;
import org.serai.mail.Phase;

/** The suite of openspf.org for RFC 7208. */
class SpfConformanceTest {

    @Test
    void allCasesOfTheSuite() throws IOException {
        JsonNode suite = new ObjectMapper()
                .readTree(Shared.suite("spf/rfc7208-tests.json").toFile());
        var failed = new ArrayList<String>();
        int total = 0;
        for (JsonNode scenario : suite.path("scenarios")) {
            Dns dns = absentErrorsTimeOut(zone(scenario.path("zone")));
            for (JsonNode test : scenario.path("tests")) {
                total++;
                SpfResult result = check(dns, test);
                String wrong = wrong(test, result);
                if (wrong != null) {
                    failed.add(scenario.path("scenario").asText() + " / "
                            + test.path("id").asText() + ": " + wrong + " " + result);
                }
            }
        }
        System.out.printf("SPF, rfc7208-tests: %d/%d%n", total - failed.size(), total);
        assertThat(total).isEqualTo(203);
        assertThat(failed).isEmpty();
    }

    private static SpfResult check(Dns dns, JsonNode test) {
        String sender = test.path("mailfrom").asText();
        int at = sender.lastIndexOf('@');
        Path path = sender.isEmpty()
                ? Path.NULL
                : new Path(sender, sender.substring(0, at), sender.substring(at + 1), false);
        Mail mail = Mails.connected(Mails.client(test.path("host").asText(), false));
        mail = mail.at(
                Phase.MAIL_FROM,
                mail.envelope().greeted(test.path("helo").asText(), true).from(path, MailParameters.NONE),
                mail.deadline());
        return new Spf(any -> dns, "mx.example.org", Clock.fixed(Mails.NOW, ZoneOffset.UTC))
                .mailFrom(mail)
                .join();
    }

    private static @Nullable String wrong(JsonNode test, SpfResult result) {
        List<String> allowed = StreamSupport.stream(test.path("result").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        if (!allowed.contains(result.result().id())) {
            return "not " + allowed;
        }
        String explanation = test.path("explanation").asText("DEFAULT");
        return test.has("explanation") && !result.explanation().equals(explanation.equals("DEFAULT") ? "" : explanation)
                ? "not '" + explanation + "'"
                : null;
    }

    private static Dns absentErrorsTimeOut(Zone zone) {
        return new Dns() {
            @Override
            public <T> CompletableFuture<Answer<T>> lookup(String name, RecordType<T> type) {
                return zone.lookup(name, type)
                        .thenApply(answer -> answer instanceof Answer.NxDomain && name.startsWith("error.")
                                ? new Answer.Timeout<>()
                                : answer);
            }
        };
    }

    private static Zone zone(JsonNode names) {
        var zone = new Zone();
        for (JsonNode each : names) {
            String name = each.path("name").asText();
            zone.empty(name);
            for (JsonNode record : each.path("records")) {
                String value = record.path("value").asText();
                switch (record.path("type").asText()) {
                    case "A" -> zone.with(name, RecordType.A, (Inet4Address) Network.literal(value));
                    case "AAAA" -> zone.with(name, RecordType.AAAA, (Inet6Address) Network.literal(value));
                    case "MX" ->
                        zone.with(
                                name,
                                RecordType.MX,
                                new MailExchanger(
                                        record.path("preference").asInt(),
                                        record.path("exchange").asText()));
                    case "PTR" -> zone.with(name, RecordType.PTR, value);
                    case "CNAME" -> zone.alias(name, value);
                    case "TXT" -> {
                        if (record.has("timeout")) {
                            zone.silent(name, RecordType.TXT);
                        } else {
                            zone.with(name, RecordType.TXT, strings(record));
                        }
                    }
                    case "*" -> zone.silent(name, null);
                    case "SPF" -> {}
                    default -> throw new IllegalStateException("a record of type " + record);
                }
            }
        }
        return zone;
    }

    private static String strings(JsonNode record) {
        var out = new StringBuilder();
        record.path("strings").forEach(string -> out.append(string.asText()));
        return out.toString();
    }
}
