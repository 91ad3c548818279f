package org.serai.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.serai.dns.RecordType;
import org.serai.dns.Zone;

/** Zones of keys, as the suites write them: a name and its TXT record, a list of them, or {@code {"error": …}}. */
public final class KeyZone {

    private KeyZone() {}

    public static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Zone of(JsonNode names) {
        var zone = new Zone();
        names.fields().forEachRemaining(name -> {
            JsonNode said = name.getValue();
            if (said.isTextual()) {
                zone.with(name.getKey(), RecordType.TXT, said.asText());
            } else if (said.isArray()) {
                said.forEach(record -> zone.with(name.getKey(), RecordType.TXT, record.asText()));
            } else {
                zone.failing(name.getKey(), null, said.get("error").asText());
            }
        });
        return zone;
    }
}
