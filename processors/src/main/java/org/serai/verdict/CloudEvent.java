package org.serai.verdict;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;

/** A verdict event as CloudEvents 1.0 in JSON (CloudEvents JSON Event Format 1.0.2 section 3). */
public final class CloudEvent {

    /** Of a record that holds one. */
    public static final String CONTENT_TYPE = "application/cloudevents+json";

    /** For the attributes around an event, and what Kafka adds. */
    private static final int AROUND = 4096;

    /** Of a cut event. */
    private static final int RECIPIENTS = 100;

    private static final List<String> ESSENTIAL = List.of(
            "type",
            "id",
            "time",
            "millis",
            "phase",
            "disposition",
            "score",
            "reply",
            "release",
            "envelope",
            "size",
            "sha256",
            "newlineAdded");

    private static final ObjectMapper JSON = new ObjectMapper(
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build());

    private CloudEvent() {}

    /**
     * Around a line of JSON, which stays as it is. Where it would be too long, as with a thousand recipients of whom there is much to say, the journal
     * alone has the whole: here are the fields without which there is no event, the first 100 recipients, and {@code cut}.
     *
     * @param source the host that has decided
     * @param most octets that whoever takes it accepts
     * @throws JsonProcessingException when the line is none
     */
    public static String of(String line, String source, int most) throws JsonProcessingException {
        JsonNode event = JSON.readTree(line);
        String data = line.length() > most - AROUND ? cut(event) : line;
        var context = new LinkedHashMap<String, String>();
        context.put("specversion", "1.0");
        context.put("id", event.path("id").asText());
        context.put("source", source);
        context.put("type", event.path("type").asText());
        context.put("time", event.path("time").asText());
        context.put("datacontenttype", "application/json");
        String opened = JSON.writeValueAsString(context);
        return opened.substring(0, opened.length() - 1) + ",\"data\":" + data + "}";
    }

    private static String cut(JsonNode event) throws JsonProcessingException {
        ObjectNode out = event.deepCopy();
        out.retain(ESSENTIAL);
        if (out.get("envelope") instanceof ObjectNode envelope) {
            envelope.remove("refused");
            if (envelope.get("rcptTo") instanceof ArrayNode recipients) {
                while (recipients.size() > RECIPIENTS) {
                    recipients.remove(recipients.size() - 1);
                }
            }
        }
        out.put("cut", true);
        return JSON.writeValueAsString(out);
    }
}
