package org.serai.verdict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;

/** A verdict event as CloudEvents 1.0 in JSON (CloudEvents JSON Event Format 1.0.2 section 3). */
public final class CloudEvent {

    /** Of a record that holds one. */
    public static final String CONTENT_TYPE = "application/cloudevents+json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private CloudEvent() {}

    /**
     * Around a line of JSON, which stays as it is.
     *
     * @param source the host that has decided
     * @throws JsonProcessingException when the line is none
     */
    public static String of(String line, String source) throws JsonProcessingException {
        var event = JSON.readTree(line);
        var context = new LinkedHashMap<String, String>();
        context.put("specversion", "1.0");
        context.put("id", event.path("id").asText());
        context.put("source", source);
        context.put("type", event.path("type").asText());
        context.put("time", event.path("time").asText());
        context.put("datacontenttype", "application/json");
        String opened = JSON.writeValueAsString(context);
        return opened.substring(0, opened.length() - 1) + ",\"data\":" + line + "}";
    }
}
