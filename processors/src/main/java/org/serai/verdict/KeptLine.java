package org.serai.verdict;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the line of a {@link VerdictEvent} says to those who keep it with a message.
 *
 * @param envelope the event's envelope as JSON of its own, ASCII alone
 * @param client its address
 * @param mailFrom reverse-path, empty: the null one
 * @param failure of a route, the event's field as JSON of its own, ASCII alone; empty: none
 */
public record KeptLine(
        String id,
        Instant time,
        String envelope,
        String client,
        String mailFrom,
        List<String> recipients,
        double score,
        List<String> symbols,
        String failure) {

    private static final ObjectMapper JSON = new ObjectMapper(
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build());

    /** @throws IllegalArgumentException when it is no such line */
    public static KeptLine parse(String line) {
        try {
            JsonNode event = JSON.readTree(line);
            JsonNode envelope = event.path("envelope");
            return new KeptLine(
                    event.path("id").asText(),
                    Instant.parse(event.path("time").asText()),
                    JSON.writeValueAsString(envelope),
                    envelope.path("client").path("ip").asText(),
                    envelope.path("mailFrom").asText(),
                    texts(envelope.path("rcptTo"), ""),
                    event.path("score").asDouble(),
                    texts(event.path("findings"), "symbol"),
                    event.has("failure") ? JSON.writeValueAsString(event.path("failure")) : "");
        } catch (JsonProcessingException | DateTimeException e) {
            throw new IllegalArgumentException("no line of a verdict event", e);
        }
    }

    private static List<String> texts(JsonNode list, String field) {
        var out = new ArrayList<String>();
        list.forEach(each -> out.add((field.isEmpty() ? each : each.path(field)).asText()));
        return List.copyOf(out);
    }
}
