package org.serai.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.serai.camel.Problem;
import org.serai.camel.Rule;
import org.serai.config.ConfigException;
import org.serai.config.Nearest;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The JSON schema of Camel's YAML DSL, as it comes with Camel. It takes a second or two to load, so no start does it. */
final class RouteSchema {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ALTERNATIVES = Set.of("oneOf", "anyOf", "allOf", "not");

    private final JsonSchema schema;

    RouteSchema() {
        try (InputStream in = RouteSchema.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            schema = JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(in);
        } catch (IOException e) {
            throw new IllegalStateException("Camel comes without its schema", e);
        }
    }

    /** What it says of a file that can be read as YAML: one problem a line. */
    List<Problem> problems(Path file) {
        String text = read(file);
        LoadSettings settings = LoadSettings.builder().build();
        JsonNode tree = JSON.valueToTree(new Load(settings).loadFromString(text));
        Node root = new Compose(settings).composeString(text).orElseThrow();
        Map<Integer, String> byLine = new TreeMap<>();
        for (ValidationMessage message : clear(schema.validate(tree))) {
            byLine.merge(line(root, message), told(message), (first, second) -> first + "; " + second);
        }
        var out = new ArrayList<Problem>();
        byLine.forEach((line, said) -> out.add(new Problem(Rule.SCHEMA, file, line, said)));
        return out;
    }

    /** Of an object that may be a text as well, or this or that, the schema tells all it could have been. */
    private static List<ValidationMessage> clear(Collection<ValidationMessage> messages) {
        List<ValidationMessage> exact = messages.stream()
                .filter(message -> !ALTERNATIVES.contains(message.getType()))
                .toList();
        return exact.stream()
                .filter(message -> !ofPlaceholder(message))
                .filter(message -> !message.getType().equals("type")
                        || exact.stream().noneMatch(other -> isCloser(other, message)))
                .toList();
    }

    private static boolean isCloser(ValidationMessage one, ValidationMessage other) {
        return one != other && one.getInstanceLocation().startsWith(other.getInstanceLocation());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        }
    }

    /** The schema does not know that a placeholder may stand for a boolean or a number. */
    private static boolean ofPlaceholder(ValidationMessage message) {
        JsonNode value = message.getInstanceNode();
        return value != null && value.isTextual() && value.asText().startsWith("{{");
    }

    private String told(ValidationMessage message) {
        String name = message.getProperty();
        if (message.getType().equals("additionalProperties") && name != null) {
            return "there is no " + name + " in " + owner(message) + Nearest.to(name, siblings(message));
        } else if (message.getType().equals("required") && name != null) {
            return name + " is missing in " + owner(message);
        }
        String said = message.getMessage();
        String place = message.getInstanceLocation() + ": ";
        return owner(message) + ": " + (said.startsWith(place) ? said.substring(place.length()) : said);
    }

    /** The key under which it stands. */
    private static String owner(ValidationMessage message) {
        JsonNodePath path = message.getInstanceLocation();
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            if (path.getElement(i) instanceof String name) {
                return name;
            }
        }
        return "the file";
    }

    /** The keys that may stand there. */
    private List<String> siblings(ValidationMessage message) {
        String pointer = message.getSchemaLocation().getFragment().toString();
        JsonNode owner = schema.getSchemaNode().at(pointer.substring(0, Math.max(0, pointer.lastIndexOf('/'))));
        var out = new ArrayList<String>();
        owner.path("properties").fieldNames().forEachRemaining(out::add);
        return out;
    }

    private static int line(Node root, ValidationMessage message) {
        Node at = root;
        JsonNodePath path = message.getInstanceLocation();
        for (int i = 0; i < path.getNameCount(); i++) {
            Node next = child(at, path.getElement(i));
            if (next == null) {
                break;
            }
            at = next;
        }
        Node key = message.getProperty() == null ? null : key(at, message.getProperty());
        return (key == null ? at : key).getStartMark().orElseThrow().getLine() + 1;
    }

    private static @Nullable Node child(Node node, Object element) {
        if (node instanceof SequenceNode sequence && element instanceof Integer index) {
            return index < sequence.getValue().size() ? sequence.getValue().get(index) : null;
        }
        return node instanceof MappingNode mapping ? value(mapping, String.valueOf(element)) : null;
    }

    private static @Nullable Node value(MappingNode mapping, String name) {
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode scalar
                    && scalar.getValue().equals(name)) {
                return tuple.getValueNode();
            }
        }
        return null;
    }

    private static @Nullable Node key(Node node, String name) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode scalar
                        && scalar.getValue().equals(name)) {
                    return scalar;
                }
            }
        }
        return null;
    }
}
