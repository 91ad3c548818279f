package org.serai.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CloudEventTest {

    private static final String SHORT =
            """
            {"type":"serai.verdict.v1","id":"06h0v0awfz6n1xpc","time":"2026-11-24T08:00:00Z","reply":"250 \\u00fc"}""";

    @Test
    void theLineStaysAsItIs() throws Exception {
        String event = CloudEvent.of(SHORT, "mx.example.org", 100_000);

        assertThat(event).endsWith(",\"data\":" + SHORT + "}");
        JsonNode read = new ObjectMapper().readTree(event);
        assertThat(read.path("source").asText()).isEqualTo("mx.example.org");
        assertThat(read.path("id").asText()).isEqualTo("06h0v0awfz6n1xpc");
    }

    @Test
    void aThousandRecipientsDoNotStopTheTopic() throws Exception {
        String recipients = IntStream.range(0, 1000)
                .mapToObj(n -> "\"" + "\\u00fc".repeat(100) + n + "@example.org\"")
                .collect(Collectors.joining(","));
        String line = SHORT.substring(0, SHORT.length() - 1)
                + ",\"disposition\":\"REJECT\",\"envelope\":{\"helo\":\"h\",\"rcptTo\":[" + recipients
                + "]},\"findings\":[{\"reason\":\"" + "x".repeat(500_000) + "\"}]}";

        String event = CloudEvent.of(line, "mx.example.org", 1_000_000);

        assertThat(event.length()).isLessThan(200_000);
        assertThat(event).isASCII();
        JsonNode data = new ObjectMapper().readTree(event).path("data");
        assertThat(data.path("cut").asBoolean()).isTrue();
        assertThat(data.path("id").asText()).isEqualTo("06h0v0awfz6n1xpc");
        assertThat(data.path("disposition").asText()).isEqualTo("REJECT");
        assertThat(data.path("envelope").path("helo").asText()).isEqualTo("h");
        assertThat(data.path("envelope").path("rcptTo")).hasSize(100);
        assertThat(data.has("findings")).isFalse();
    }
}
