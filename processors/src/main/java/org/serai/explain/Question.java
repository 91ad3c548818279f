package org.serai.explain;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.config.Nearest;
import org.serai.dns.Zone;
import org.serai.filter.Filters;
import org.serai.mail.Client;
import org.serai.mail.Network;

/**
 * A session to be explained.
 *
 * @param id of the answer, null where none was given
 * @param mailFrom text of the reverse-path, without brackets
 * @param rcptTo texts of the forward-paths
 * @param message the message, null to stop before DATA
 * @param now the time of the session, null: the clock's
 * @param filters those to run, null: all
 * @param facts what stands in for asking others, as a verdict event has it; null: nothing
 * @param zone all that the DNS knows, null: the servers of {@code dns.servers} are asked
 */
record Question(
        @Nullable JsonNode id,
        Client client,
        String helo,
        String mailFrom,
        List<String> rcptTo,
        byte @Nullable [] message,
        @Nullable Instant now,
        @Nullable Set<String> filters,
        @Nullable JsonNode facts,
        @Nullable Zone zone) {

    private static final Set<String> KEYS = Set.of(
            "id",
            "client",
            "helo",
            "mailFrom",
            "rcptTo",
            "message",
            "messageFile",
            "now",
            "filters",
            "zone",
            "zoneFile",
            "facts");
    private static final Set<String> CLIENT_KEYS = Set.of("ip", "port", "name", "trusted");

    /** Largest message that is read. */
    private static final long MAX_MESSAGE = 200L << 20;

    /**
     * From one JSON object, as docs/explain.md documents it; keys that it does not know are passed over, unless they look like
     * a slip of the pen.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static Question of(JsonNode json) throws IOException {
        if (!json.isObject()) {
            throw new IllegalArgumentException("not a JSON object");
        }
        refuseSlips(json, KEYS);
        JsonNode client = json.path("client");
        refuseSlips(client, CLIENT_KEYS);
        return new Question(
                json.get("id"),
                new Client(
                        Network.literal(client.path("ip").asText("192.0.2.1")),
                        client.path("port").asInt(0),
                        client.path("name").asText(""),
                        client.path("trusted").asBoolean(false)),
                json.path("helo").asText(""),
                json.path("mailFrom").asText(""),
                texts(json, "rcptTo"),
                message(json),
                json.has("now") ? now(json.path("now")) : null,
                json.has("filters") ? filters(texts(json, "filters")) : null,
                json.get("facts"),
                zone(json));
    }

    private static void refuseSlips(JsonNode json, Set<String> keys) {
        json.fieldNames().forEachRemaining(name -> {
            String near = Nearest.to(name, keys);
            if (!keys.contains(name) && near.length() > 1) {
                throw new IllegalArgumentException("there is no key '" + name + "'" + near);
            }
        });
    }

    /** A message from the command line. */
    static Question of(InetAddress client, String helo, String mailFrom, List<String> rcptTo, byte[] message) {
        return new Question(
                null, new Client(client, 0, "", false), helo, mailFrom, rcptTo, message, null, null, null, null);
    }

    private static List<String> texts(JsonNode json, String name) {
        JsonNode array = json.path(name);
        if (!array.isArray() && !array.isMissingNode()) {
            throw new IllegalArgumentException(name + " must be a list of strings");
        }
        var out = new ArrayList<String>();
        array.forEach(element -> out.add(element.asText()));
        return out;
    }

    private static Instant now(JsonNode seconds) {
        if (!seconds.isNumber()) {
            throw new IllegalArgumentException("now must be a number, the seconds since 1970");
        }
        return Instant.ofEpochSecond(seconds.asLong());
    }

    private static Set<String> filters(List<String> names) {
        List<String> known =
                Filters.all().stream().map(Filters.Entry::name).sorted().toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "there is no filter '" + name + "'; there are: " + String.join(", ", known));
            }
        }
        return Set.copyOf(names);
    }

    private static @Nullable Zone zone(JsonNode json) throws IOException {
        if (json.has("zone")) {
            return ZoneReader.read(json.path("zone"));
        }
        return json.has("zoneFile")
                ? ZoneReader.read(Path.of(json.path("zoneFile").asText()))
                : null;
    }

    /** The same with a zone, unless it has one. */
    Question within(@Nullable Zone other) {
        return zone != null || other == null
                ? this
                : new Question(id, client, helo, mailFrom, rcptTo, message, now, filters, facts, other);
    }

    private static byte @Nullable [] message(JsonNode json) throws IOException {
        if (json.has("message")) {
            return base64(json.path("message"));
        }
        return json.has("messageFile") ? read(Path.of(json.path("messageFile").asText())) : null;
    }

    private static byte[] base64(JsonNode text) {
        try {
            byte[] bytes = text.binaryValue();
            if (bytes != null) {
                return bytes;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("message is not base64: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("message must be a string in base64");
    }

    static byte[] read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MAX_MESSAGE) {
            throw new IOException(file + " has " + size + " octets, more than " + MAX_MESSAGE);
        }
        return Files.readAllBytes(file);
    }
}
