package org.serai.verdict;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code docs/schema/serai.verdict.v1.json}, and beyond it: a field that the schema does not name is a problem too. */
public final class VerdictSchema {

    private static final JsonSchema SCHEMA = read();

    private VerdictSchema() {}

    private static JsonSchema read() {
        for (Path root : List.of(Path.of(""), Path.of(".."))) {
            Path file = root.resolve("docs/schema/serai.verdict.v1.json");
            if (Files.exists(file)) {
                try (InputStream in = Files.newInputStream(file)) {
                    return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(in);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        throw new AssertionError("docs/schema/serai.verdict.v1.json is not there");
    }

    /** What is wrong with an event; empty: nothing. */
    public static List<String> problems(JsonNode event) {
        var out = new ArrayList<String>();
        SCHEMA.validate(event).forEach(problem -> out.add(problem.getMessage()));
        JsonNode schema = SCHEMA.getSchemaNode();
        unknown(event, schema, schema, "", out);
        return out;
    }

    private static void unknown(JsonNode value, JsonNode schema, JsonNode root, String at, List<String> out) {
        JsonNode rule = schema.has("$ref") ? root.at(schema.get("$ref").asText().substring(1)) : schema;
        boolean open = rule.path("description").asText().contains("filter's")
                || rule.path("description").asText().contains("method's");
        if (value.isArray()) {
            value.forEach(each -> unknown(each, rule.path("items"), root, at + "[]", out));
        } else if (value.isObject() && rule.has("properties")) {
            value.fields().forEachRemaining(field -> {
                JsonNode known = rule.get("properties").get(field.getKey());
                if (known != null) {
                    unknown(field.getValue(), known, root, at + "/" + field.getKey(), out);
                } else if (!open) {
                    out.add(at + "/" + field.getKey() + " is not in the schema");
                }
            });
        }
    }
}
