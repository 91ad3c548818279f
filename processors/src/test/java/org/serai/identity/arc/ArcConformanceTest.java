package org.serai.identity.arc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.Shared;
import org.serai.identity.KeyZone;
import org.serai.mime.Messages;

/** The validations of the ARC suite. */
class ArcConformanceTest {

    /** The suite leaves the result open; RFC 8617 section 5.2 does not. */
    private static final String STOPS =
            "If the Chain Validation Status of the highest instance value ARC Set is \"fail\", then the Chain Validation"
                    + " Status is \"fail\", and the algorithm stops here.";

    private static final Map<String, String> OPEN = Map.of("cv_fail_i2_as2_fail", STOPS, "cv_fail_i2_as1_fail", STOPS);

    @Test
    void allValidations() {
        JsonNode scenarios = KeyZone.json(Shared.suite("arc/arc-draft-validation-tests.handout.json"));
        var failures = new ArrayList<String>();
        int total = 0;
        for (JsonNode scenario : scenarios) {
            var zone = KeyZone.of(scenario.get("txt-records"));
            var tests = scenario.get("tests").fields();
            for (; tests.hasNext(); total++) {
                var test = tests.next();
                String message = test.getValue().get("message").asText().replace("\n", "\r\n");
                var result = new ArcVerifier(Messages.READER, mail -> zone, Clock.systemUTC())
                        .of(Mails.data(message.getBytes(StandardCharsets.UTF_8)))
                        .join();
                String said = test.getValue().get("cv").asText().toLowerCase(Locale.ROOT);
                String expected = said.isEmpty() && OPEN.containsKey(test.getKey()) ? "fail" : said;
                if (!result.chain().id().equals(expected)) {
                    failures.add(test.getKey() + ": " + expected + ", but " + result);
                }
            }
        }
        System.out.printf("suites/arc: %d/%d%n", total - failures.size(), total);
        assertThat(failures).isEmpty();
    }
}
