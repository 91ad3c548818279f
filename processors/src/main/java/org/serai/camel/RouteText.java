package org.serai.camel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.serai.config.Nearest;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A route file as text, before Camel makes anything of it: some of what it can say runs while it is read. */
final class RouteText {

    private static final Set<String> OF_A_POLICY = Set.of("route", "from", "routeConfiguration");
    private static final List<String> MAKING_OBJECTS =
            List.of("#bean:", "#class:", "#type:", "#property:", "#valueAs(");
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private final Path file;
    private final byte[] octets;
    private final Node root;
    private final List<ScalarNode> scalars = new ArrayList<>();
    private final List<Problem> doubled = new ArrayList<>();
    private final Map<Integer, Integer> beginnings = new HashMap<>();
    private final Set<Integer> inOneLine = new HashSet<>();

    /** What {@link RouteFile#read} has let pass. */
    RouteText(Path file, byte[] octets, Node root) {
        this.file = file;
        this.octets = octets;
        this.root = root;
        collect(root, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    Path file() {
        return file;
    }

    /** Keys that a mapping has twice: Camel takes one of them, and YAML knows no such mapping. */
    List<Problem> doubledKeys() {
        return List.copyOf(doubled);
    }

    /** For Camel. */
    Resource resource() {
        return ResourceHelper.fromBytes("file:" + file, octets);
    }

    /** Entries that are neither routes nor their error route: beans, templates and such make objects of any class, as some values do. */
    List<Problem> foreignEntries() {
        var out = new ArrayList<Problem>();
        for (ScalarNode scalar : scalars) {
            if (MAKING_OBJECTS.stream().anyMatch(scalar.getValue()::startsWith)) {
                out.add(at(
                        scalar,
                        Rule.FORBIDDEN,
                        scalar.getValue() + " makes an object, which has no place in a policy"));
            }
        }
        for (Node entry : ((SequenceNode) root).getValue()) {
            if (entry instanceof MappingNode mapping) {
                for (NodeTuple tuple : mapping.getValue()) {
                    String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                    if (!OF_A_POLICY.contains(key)) {
                        out.add(at(
                                tuple.getKeyNode(),
                                Rule.FORBIDDEN,
                                key + " has no place in a policy; it is made of - route: and - routeConfiguration:"));
                    }
                }
            }
        }
        return out;
    }

    /**
     * What stands between {{ and }} and is no property.
     *
     * @param known whether that resolves, braces included
     * @param names of properties, one of which may have been meant
     */
    List<Problem> unknownProperties(Predicate<String> known, Collection<String> names) {
        var out = new ArrayList<Problem>();
        for (ScalarNode scalar : scalars) {
            String text = scalar.getValue();
            int close;
            for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, close)) {
                close = text.indexOf(CLOSE, open);
                if (close < 0) {
                    break;
                }
                close += CLOSE.length();
                if (!known.test(text.substring(open, close))) {
                    String name = text.substring(open + OPEN.length(), close - CLOSE.length());
                    out.add(at(
                            scalar,
                            Rule.UNKNOWN_PROPERTY,
                            "there is no property '" + name + "'" + Nearest.to(name, names)
                                    + " See docs/properties.md; names of your own begin with my."));
                }
            }
        }
        return out;
    }

    /**
     * The line on which a person sees a step begin, from Camel's number. That of a step in one line, {@code to: direct:x}, is right;
     * that of any other counts from 0, and means the line of what stands behind the step's name, often the next one.
     *
     * @param named the step has an id, so it is not of the first kind
     */
    int line(int camels, boolean named) {
        return !named && inOneLine.contains(camels) ? camels : beginnings.getOrDefault(camels, camels + 1);
    }

    private void begin(NodeTuple tuple) {
        int key = tuple.getKeyNode().getStartMark().orElseThrow().getLine();
        int value = tuple.getValueNode().getStartMark().orElseThrow().getLine();
        if (tuple.getValueNode() instanceof MappingNode && key < value) {
            beginnings.put(value, key + 1);
        }
    }

    /** As in {@code - to: direct:x}. */
    private void item(Node item) {
        if (item instanceof MappingNode mapping
                && mapping.getValue().size() == 1
                && mapping.getValue().get(0).getValueNode() instanceof ScalarNode scalar) {
            inOneLine.add(scalar.getStartMark().orElseThrow().getLine() + 1);
        }
    }

    private Problem at(Node node, Rule rule, String text) {
        return new Problem(rule, file, node.getStartMark().orElseThrow().getLine() + 1, text);
    }

    /** Each once, whatever aliases there are. */
    private void collect(Node node, Set<Node> seen) {
        if (!seen.add(node)) {
            return;
        }
        if (node instanceof ScalarNode scalar) {
            scalars.add(scalar);
        } else if (node instanceof SequenceNode sequence) {
            for (Node each : sequence.getValue()) {
                item(each);
                collect(each, seen);
            }
        } else if (node instanceof MappingNode mapping) {
            var keys = new HashSet<String>();
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key && !keys.add(key.getValue())) {
                    doubled.add(at(key, Rule.SYNTAX, key.getValue() + " stands twice here: take one of them out"));
                }
                begin(tuple);
                collect(tuple.getKeyNode(), seen);
                collect(tuple.getValueNode(), seen);
            }
        }
    }
}
