package org.serai.identity.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.Shared;
import org.serai.config.Binder;
import org.serai.dns.Zone;
import org.serai.identity.DkimResult;
import org.serai.identity.KeyZone;
import org.serai.mime.Messages;

/** The messages of the DKIM suites: each signature gets one of the results that the suite accepts. */
class DkimConformanceTest {

    private static final int LIMIT = Binder.defaults(DkimVerifier.Limits.class).maxSignatures();

    @Test
    void theMessagesOfTheRfcs() throws IOException {
        assertThat(failures("rfc", KeyZone.json(Shared.suite("dkim/rfc/expected.json"))))
                .isEmpty();
    }

    @Test
    void theMatrixOfCanonicalizationsKeysAndMistakes() throws IOException {
        JsonNode expected = KeyZone.json(Shared.suite("dkim/matrix/expected.json"));

        assertThat(failures("matrix", expected.get("cases"))).isEmpty();
    }

    private static List<String> failures(String suite, JsonNode cases) throws IOException {
        Path folder = Shared.suite("dkim/" + suite);
        Zone zone = KeyZone.of(KeyZone.json(folder.resolve("dns.json")));
        var failures = new ArrayList<String>();
        int total = 0;
        for (var names = cases.fieldNames(); names.hasNext(); total++) {
            String name = names.next();
            List<DkimResult> results = verify(zone, octets(folder.resolve(name)));
            if (!acceptable(name, cases.get(name), results)) {
                failures.add(name + ": " + cases.get(name) + ", but " + results);
            }
        }
        System.out.printf("suites/dkim/%s: %d/%d%n", suite, total - failures.size(), total);
        return failures;
    }

    /** One suite has CRLF, bare CRs too, the other has LF alone. */
    private static byte[] octets(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        return (text.contains("\r\n") ? text : text.replace("\n", "\r\n")).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<DkimResult> verify(Zone zone, byte[] message) {
        var verifier = new DkimVerifier(
                Messages.READER, mail -> zone, Clock.systemUTC(), Binder.defaults(DkimVerifier.Limits.class));
        return verifier.of(Mails.data(message)).join();
    }

    /** A list has a word a signature, such as {@code pass (rsa)}; so has a text, joined by {@code +}. */
    private static boolean acceptable(String name, JsonNode said, List<DkimResult> results) {
        var expected = new ArrayList<Set<String>>();
        if (said.isArray()) {
            said.forEach(each -> expected.add(words(each.asText().split(" ")[0])));
        } else {
            for (String each : said.get("expect").asText().split("\\+")) {
                expected.add(words(each));
            }
        }
        if (name.startsWith("flood")) {
            return results.size() == LIMIT
                    && results.stream().allMatch(result -> expected.get(0)
                            .contains(result.result().id()));
        }
        boolean good = results.size() == expected.size();
        for (int i = 0; good && i < results.size(); i++) {
            good = expected.get(i).contains(results.get(i).result().id());
        }
        return good;
    }

    private static Set<String> words(String text) {
        return Set.of(text.split("\\|"));
    }
}
