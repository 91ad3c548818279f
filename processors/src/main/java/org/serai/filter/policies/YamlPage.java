package org.serai.filter.policies;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.serai.config.Nearest;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** One page of YAML in nodes that know their lines: texts, lists and mappings of at most 1 MB, without aliases. */
final class YamlPage {

    private static final int LARGEST = 1 << 20;
    private static final int DEEPEST = 10;

    private final Path file;
    private final @Nullable Node root;

    /**
     * Reads it; a file that is not there is empty.
     *
     * @throws ConfigException naming file and line
     */
    YamlPage(Path file) {
        this.file = file;
        this.root = Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? compose(read()) : null;
    }

    /** Null where nothing but comments stands there. */
    @Nullable
    Node root() {
        return root;
    }

    private String read() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(LARGEST + 1);
            if (octets.length > LARGEST) {
                throw new ConfigException(file + ": the file has more than 1 MB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        }
    }

    private @Nullable Node compose(String text) {
        LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
        try {
            int depth = 0;
            for (Event event : new Parse(settings).parseString(text)) {
                if (event instanceof AliasEvent) {
                    throw error(event.getStartMark(), "aliases (*) are not read here");
                }
                Event.ID id = event.getEventId();
                if ((id == Event.ID.SequenceStart || id == Event.ID.MappingStart) && ++depth > DEEPEST) {
                    throw error(event.getStartMark(), "nested too deep");
                }
                if (id == Event.ID.SequenceEnd || id == Event.ID.MappingEnd) {
                    depth--;
                }
            }
            return new Compose(settings).composeString(text).orElse(null);
        } catch (MarkedYamlEngineException e) {
            throw error(e.getProblemMark(), e.getProblem());
        } catch (ReaderException e) {
            throw new ConfigException(file + ": this is no text", e);
        }
    }

    int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    ConfigException error(Node node, String problem) {
        return error(node.getStartMark(), problem);
    }

    private ConfigException error(Optional<Mark> mark, String problem) {
        return new ConfigException(place(mark) + problem);
    }

    private String place(Optional<Mark> mark) {
        return file + ":" + (mark.map(Mark::getLine).orElse(0) + 1) + ": ";
    }

    /** The values by their keys, in the file's order; with {@code known}, other keys are refused. */
    Map<String, Node> mapping(Node node, @Nullable Collection<String> known) {
        if (!(node instanceof MappingNode mapping)) {
            throw error(node, known == null ? "must be keys with values" : "must be keys with values: " + all(known));
        }
        var out = new LinkedHashMap<String, Node>();
        for (NodeTuple entry : mapping.getValue()) {
            String key = text(entry.getKeyNode());
            if (known != null && !known.contains(key)) {
                throw error(
                        entry.getKeyNode(),
                        "there is no '" + key + "' here" + Nearest.to(key, known) + " There are: " + all(known));
            }
            if (out.put(key, entry.getValueNode()) != null) {
                throw error(entry.getKeyNode(), "'" + key + "' stands twice");
            }
        }
        return out;
    }

    private static String all(Collection<String> known) {
        return String.join(", ", known);
    }

    boolean isSequence(Node node) {
        return node instanceof SequenceNode;
    }

    List<Node> sequence(Node node) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw error(node, "must be a list: lines that begin with '- ', or [one, another]");
    }

    String text(Node node) {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue().strip();
        }
        throw error(node, "must be a text or a number");
    }

    /** Takes a text that may be wrong. */
    void tried(Node node, Consumer<String> taker) {
        converted(node, text -> {
            taker.accept(text);
            return text;
        });
    }

    <T> T converted(Node node, Function<String, T> converter) {
        try {
            return converter.apply(text(node));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(place(node.getStartMark()) + e.getMessage(), e);
        }
    }
}
