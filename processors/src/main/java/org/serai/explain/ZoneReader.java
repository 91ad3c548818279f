package org.serai.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.serai.dns.RecordType;
import org.serai.dns.RecordType.MailExchanger;
import org.serai.dns.Zone;
import org.serai.mail.Network;

/** Reads a zone as docs/explain.md documents it: names, each with its records. */
final class ZoneReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<RecordType<?>> TYPES =
            List.of(RecordType.A, RecordType.AAAA, RecordType.MX, RecordType.TXT, RecordType.PTR, RecordType.NS);

    private ZoneReader() {}

    /** A file with a list of names, or with an object that has the list as {@code zone}. */
    static Zone read(Path file) throws IOException {
        JsonNode json;
        try {
            json = JSON.readTree(Question.read(file));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
        return read(json.isObject() ? json.path("zone") : json);
    }

    /** @throws IllegalArgumentException saying what is wrong with it */
    static Zone read(JsonNode names) {
        if (!names.isArray()) {
            throw new IllegalArgumentException("a zone must be a list of {\"name\":…,\"records\":[…]}");
        }
        var zone = new Zone();
        for (JsonNode each : names) {
            String name = text(each, "name");
            zone.empty(name);
            for (JsonNode entry : each.path("records")) {
                try {
                    read(name, entry, zone);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("zone, " + name + ": " + e.getMessage(), e);
                }
            }
        }
        return zone;
    }

    private static void read(String name, JsonNode entry, Zone zone) {
        String type = text(entry, "type");
        if (entry.path("timeout").asBoolean() || entry.has("error")) {
            trouble(name, type, entry, zone);
            return;
        }
        switch (type) {
            case "A" -> zone.with(name, RecordType.A, v4(text(entry, "value")));
            case "AAAA" -> zone.with(name, RecordType.AAAA, v6(text(entry, "value")));
            case "MX" ->
                zone.with(
                        name,
                        RecordType.MX,
                        new MailExchanger(entry.path("preference").asInt(), host(text(entry, "exchange"))));
            case "TXT" -> zone.with(name, RecordType.TXT, strings(entry));
            case "PTR" -> zone.with(name, RecordType.PTR, host(text(entry, "value")));
            case "NS" -> zone.with(name, RecordType.NS, host(text(entry, "value")));
            case "CNAME" -> zone.alias(name, text(entry, "value"));
            default -> {
                // Nobody asks for it, such as SPF (type 99, RFC 7208 section 3.1).
            }
        }
    }

    private static void trouble(String name, String type, JsonNode entry, Zone zone) {
        RecordType<?> asked = type(type);
        if (asked == null && !type.equals("*")) {
            return;
        }
        if (entry.has("error")) {
            zone.failing(name, asked, entry.path("error").asText());
        } else {
            zone.silent(name, asked);
        }
    }

    private static @Nullable RecordType<?> type(String name) {
        return TYPES.stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** As a resolver gives them: lower case, no dot at the end. */
    private static String host(String name) {
        var out = new StringBuilder(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            out.setCharAt(i, c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c);
        }
        return out.toString();
    }

    private static Inet4Address v4(String text) {
        if (Network.literal(text) instanceof Inet4Address address && text.indexOf(':') < 0) {
            return address;
        }
        throw new IllegalArgumentException("'" + text + "' is not an IPv4 address");
    }

    /** An IPv4 address mapped into IPv6, {@code ::ffff:192.0.2.1}, is one too. */
    private static Inet6Address v6(String text) {
        InetAddress address = Network.literal(text);
        if (address instanceof Inet6Address found) {
            return found;
        }
        if (text.indexOf(':') < 0) {
            throw new IllegalArgumentException("'" + text + "' is not an IPv6 address");
        }
        byte[] octets = Arrays.copyOf(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1}, 16);
        System.arraycopy(address.getAddress(), 0, octets, 12, 4);
        try {
            return Inet6Address.getByAddress(null, octets, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen octets are an address", e);
        }
    }

    private static String strings(JsonNode entry) {
        if (!entry.has("strings")) {
            return text(entry, "value");
        }
        var out = new StringBuilder();
        entry.path("strings").forEach(string -> out.append(string.asText()));
        return out.toString();
    }

    private static String text(JsonNode node, String key) {
        if (!node.path(key).isTextual()) {
            throw new IllegalArgumentException("there is no text '" + key + "' in " + node);
        }
        return node.path(key).asText();
    }
}
