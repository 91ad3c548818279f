package org.serai.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.admin.Problem.Kind;
import org.serai.admin.Problem.Refusal;
import org.serai.custody.Quarantine.Listed;
import org.serai.custody.QuarantineEntry;

/** Requests and answers of the admin API as JSON; docs/quarantine.md. What it writes is ASCII. */
public final class AdminJson {

    /** Of a problem. */
    public static final String PROBLEM = "application/problem+json";

    private static final int DEEPEST = 8;
    private static final int LONGEST_BY = 200;
    private static final String BAD = "Bad request";

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    /** An event is ours, and deeper. */
    private static final ObjectMapper EVENT = new ObjectMapper(
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build());

    private AdminJson() {}

    /** The body of a release: {@code {"recipients":[…],"by":…,"administrator":…,"trainAsHam":…}}. */
    public static ReleaseOrder release(String id, byte @Nullable [] body) throws Refusal {
        JsonNode said = object(body, Set.of("recipients", "by", "administrator", "trainAsHam"));
        return order(id, said);
    }

    /** A command of the topic: the same with {@code id}, and never by an administrator. */
    public static ReleaseOrder command(byte @Nullable [] value) throws Refusal {
        JsonNode said = object(value, Set.of("id", "recipients", "by", "trainAsHam"));
        return order(text(said, "id", true), said);
    }

    private static ReleaseOrder order(String id, JsonNode said) throws Refusal {
        var recipients = new ArrayList<String>();
        JsonNode listed = said.path("recipients");
        if (!listed.isMissingNode() && !listed.isArray()) {
            throw bad("recipients must be a list of addresses");
        }
        for (JsonNode each : listed) {
            if (!each.isTextual()) {
                throw bad("recipients must be a list of addresses");
            }
            recipients.add(each.asText());
        }
        if (listed.isArray() && recipients.isEmpty()) {
            throw bad("recipients names nobody; leave it out for all");
        }
        return new ReleaseOrder(id, recipients, by(said), flag(said, "administrator", false), optional(said));
    }

    private static @Nullable Boolean optional(JsonNode said) throws Refusal {
        return said.path("trainAsHam").isMissingNode() ? null : Boolean.valueOf(flag(said, "trainAsHam", false));
    }

    /** Who asks, of a body that says nothing else, which may be missing. */
    public static String by(byte @Nullable [] body) throws Refusal {
        return by(body == null || body.length == 0 ? JSON.createObjectNode() : object(body, Set.of("by")));
    }

    /** A request to learn a message: as what, spam or ham, and who says so. */
    public record Training(boolean spam, String by) {}

    /** The body of a training: {@code {"as":"spam","by":…}}. */
    public static Training train(byte @Nullable [] body) throws Refusal {
        JsonNode said = object(body, Set.of("as", "by"));
        String as = text(said, "as", true);
        if (!as.equals("spam") && !as.equals("ham")) {
            throw bad("as must be spam or ham");
        }
        return new Training(as.equals("spam"), by(said));
    }

    /** A request to purge, and who says so. */
    public record Purge(String recipient, String by) {}

    /** The body of a purge: {@code {"recipient":…,"by":…}}. */
    public static Purge purge(byte @Nullable [] body) throws Refusal {
        JsonNode said = object(body, Set.of("recipient", "by"));
        return new Purge(text(said, "recipient", true), by(said));
    }

    private static String by(JsonNode said) throws Refusal {
        String by = text(said, "by", false);
        if (by.length() > LONGEST_BY) {
            throw bad("by has more than " + LONGEST_BY + " characters");
        }
        return by;
    }

    private static JsonNode object(byte @Nullable [] body, Set<String> fields) throws Refusal {
        JsonNode said;
        try {
            said = body == null || body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        } catch (IOException e) {
            throw new Refusal(Kind.BAD_REQUEST, BAD, "This is no JSON", e);
        }
        if (said == null || !said.isObject()) {
            throw bad("This is no JSON object");
        }
        var names = said.fieldNames();
        while (names.hasNext()) {
            if (!fields.contains(names.next())) {
                throw bad("There is a field beside "
                        + String.join(", ", fields.stream().sorted().toList()));
            }
        }
        return said;
    }

    private static String text(JsonNode said, String field, boolean needed) throws Refusal {
        JsonNode value = said.path(field);
        if (value.isMissingNode() && !needed) {
            return "";
        }
        if (!value.isTextual() || needed && value.asText().isBlank()) {
            throw bad(field + " must be a text");
        }
        return value.asText();
    }

    private static boolean flag(JsonNode said, String field, boolean absent) throws Refusal {
        JsonNode value = said.path(field);
        if (value.isMissingNode()) {
            return absent;
        }
        if (!value.isBoolean()) {
            throw bad(field + " must be true or false");
        }
        return value.asBoolean();
    }

    private static Refusal bad(String detail) {
        return new Refusal(Kind.BAD_REQUEST, BAD, detail);
    }

    /** A page of messages; {@code next} is there when there may be more, for {@code after}. */
    public static String page(List<Listed> messages, boolean more) {
        var out = new LinkedHashMap<String, Object>();
        out.put(
                "messages",
                messages.stream().map(each -> entry(each.id(), each.entry())).toList());
        if (more) {
            out.put("next", messages.get(messages.size() - 1).id());
        }
        return write(JSON, out);
    }

    /**
     * One message.
     *
     * @param released addresses of those who have it
     * @param event the line that was kept with it
     */
    public static String message(String id, QuarantineEntry entry, List<String> released, @Nullable String event) {
        Map<String, Object> out = entry(id, entry);
        out.put("released", released);
        try {
            if (event != null) {
                out.put("event", EVENT.readTree(event));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what was kept with " + id + " is no JSON", e);
        }
        return write(EVENT, out);
    }

    private static Map<String, Object> entry(String id, QuarantineEntry entry) {
        var out = new LinkedHashMap<String, Object>();
        out.put("id", id);
        out.put("kept", entry.kept().toString());
        out.put("state", name(entry.state()));
        out.put("mailFrom", entry.mailFrom());
        out.put("recipients", entry.recipients());
        out.put("recipientCount", entry.recipientCount());
        out.put("subject", entry.subject());
        out.put("size", entry.size());
        out.put("sha256", entry.sha256());
        out.put("score", entry.score());
        out.put("symbols", entry.symbols());
        out.put("client", entry.client());
        out.put("node", entry.node());
        out.put("place", name(entry.place().kind()));
        return out;
    }

    /** What became of a release. */
    public static String result(ReleaseResult result) {
        var out = new LinkedHashMap<String, Object>();
        out.put("id", result.id());
        out.put("done", result.done());
        out.put(
                "recipients",
                result.recipients().stream()
                        .map(each -> {
                            var recipient = new LinkedHashMap<String, Object>();
                            recipient.put("recipient", each.address());
                            recipient.put("outcome", name(each.outcome()));
                            if (!each.reply().isEmpty()) {
                                recipient.put("reply", each.reply());
                            }
                            return recipient;
                        })
                        .toList());
        return write(JSON, out);
    }

    /** What became of a purge. */
    public static String result(PurgeResult result) {
        return write(
                JSON,
                Map.of(
                        "removed",
                        result.removed(),
                        "left",
                        result.left().stream()
                                .map(each -> Map.of("id", each.id(), "reason", each.reason()))
                                .toList()));
    }

    /** What became of a message, in a word. */
    public static String outcome(String id, Enum<?> outcome) {
        var out = new LinkedHashMap<String, Object>();
        out.put("id", id);
        out.put("outcome", name(outcome));
        return write(JSON, out);
    }

    /** As RFC 9457 writes it. */
    public static String problem(Problem problem) {
        var out = new LinkedHashMap<String, Object>();
        out.put("type", "about:blank");
        out.put("title", problem.title());
        out.put("status", problem.kind().status());
        out.put("detail", problem.detail());
        return write(JSON, out);
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String write(ObjectMapper json, Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer holds only maps, lists and plain values", e);
        }
    }
}
