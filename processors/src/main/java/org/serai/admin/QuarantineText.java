package org.serai.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Answers of the admin API as lines for a terminal, which no sender can steer: all but printable ASCII is escaped. */
public final class QuarantineText {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WIDEST = 60;

    private QuarantineText() {}

    /** The names of the columns of {@link #lines}. */
    public static String heading() {
        return line("ID", "KEPT", "STATE", "SIZE", "SCORE", "FROM", "TO", "SUBJECT");
    }

    /** A page of messages, a line each. */
    public static List<String> lines(String page) {
        var out = new ArrayList<String>();
        for (JsonNode each : read(page).path("messages")) {
            JsonNode recipients = each.path("recipients");
            int more = each.path("recipientCount").asInt() - 1;
            String to = recipients.path(0).asText();
            out.add(line(
                    each.path("id").asText(),
                    seconds(each.path("kept").asText()),
                    each.path("state").asText(),
                    each.path("size").asText(),
                    String.format(Locale.ROOT, "%.1f", each.path("score").asDouble()),
                    "<" + each.path("mailFrom").asText() + ">",
                    more > 0 ? to + " +" + more : to,
                    each.path("subject").asText()));
        }
        return out;
    }

    /** Where the next page begins; empty: there is none. */
    public static String next(String page) {
        return read(page).path("next").asText();
    }

    private static String line(
            String id, String kept, String state, String size, String score, String from, String to, String subject) {
        return String.format(
                Locale.ROOT,
                "%-16s  %-20s  %-13s  %9s  %6s  %-30s  %-30s  %s",
                plain(id),
                plain(kept),
                plain(state),
                plain(size),
                plain(score),
                cut(from),
                cut(to),
                cut(subject));
    }

    private static String seconds(String time) {
        int dot = time.indexOf('.');
        return dot < 0 ? time : time.substring(0, dot) + "Z";
    }

    private static String cut(String text) {
        String plain = plain(text);
        return plain.length() <= WIDEST ? plain : plain.substring(0, WIDEST - 3) + "...";
    }

    /** One message: a field a line. */
    public static List<String> message(String json) {
        JsonNode message = read(json);
        var out = new ArrayList<String>();
        for (String name : List.of("id", "kept", "state", "size", "sha256", "score", "client", "node", "place")) {
            field(out, name, message.path(name).asText());
        }
        field(out, "from", "<" + message.path("mailFrom").asText() + ">");
        field(out, "subject", message.path("subject").asText());
        for (JsonNode each : message.at("/event/envelope/rcptTo")) {
            field(out, "to", each.asText());
        }
        for (JsonNode each : message.path("released")) {
            field(out, "released to", each.asText());
        }
        for (JsonNode each : message.at("/event/findings")) {
            field(
                    out,
                    "finding",
                    String.format(
                            Locale.ROOT,
                            "%-26s %6.1f  %s",
                            each.path("symbol").asText(),
                            each.path("score").asDouble(),
                            each.path("reason").asText()));
        }
        return out;
    }

    private static void field(List<String> out, String name, String value) {
        out.add(String.format(Locale.ROOT, "%-12s %s", name, plain(value)));
    }

    /** What became of a release: a recipient a line. */
    public static List<String> released(String json) {
        var out = new ArrayList<String>();
        for (JsonNode each : read(json).path("recipients")) {
            out.add(plain(each.path("outcome").asText().replace('-', ' ') + ": "
                            + each.path("recipient").asText() + "  "
                            + each.path("reply").asText())
                    .stripTrailing());
        }
        return out;
    }

    /** Everybody whom a release was about has it. */
    public static boolean done(String json) {
        return read(json).path("done").asBoolean();
    }

    /** What became of a purge. */
    public static List<String> purged(String json) {
        JsonNode said = read(json);
        var out = new ArrayList<String>();
        out.add(said.path("removed").asInt() + " removed");
        for (JsonNode each : said.path("left")) {
            out.add("left: "
                    + plain(each.path("id").asText() + "  "
                            + each.path("reason").asText()));
        }
        return out;
    }

    /** Nothing is left behind a purge. */
    public static boolean purgedAll(String json) {
        return read(json).path("left").isEmpty();
    }

    /** The one word of other answers. */
    public static String outcome(String json) {
        JsonNode said = read(json);
        return plain(said.path("id").asText() + "  " + said.path("outcome").asText());
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the Serai that runs has another form of it", e);
        }
    }

    /** With all but printable ASCII escaped. */
    public static String plain(String text) {
        var out = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (c < ' ' || c > '~') {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.toString();
    }
}
