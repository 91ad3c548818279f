package org.serai.camel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
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
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private final Path file;
    private final byte[] octets;
    private final Node root;

    /** What {@link RouteFile#read} has let pass. */
    RouteText(Path file, byte[] octets, Node root) {
        this.file = file;
        this.octets = octets;
        this.root = root;
    }

    Path file() {
        return file;
    }

    /** For Camel. */
    Resource resource() {
        return ResourceHelper.fromBytes("file:" + file, octets);
    }

    /** Entries that are neither routes nor their error route: beans, templates and such make objects of any class. */
    List<Problem> foreignEntries() {
        var out = new ArrayList<Problem>();
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
        for (ScalarNode scalar : scalars()) {
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

    private Problem at(Node node, Rule rule, String text) {
        return new Problem(rule, file, node.getStartMark().orElseThrow().getLine() + 1, text);
    }

    private List<ScalarNode> scalars() {
        var out = new ArrayList<ScalarNode>();
        collect(root, out, Collections.newSetFromMap(new IdentityHashMap<>()));
        return out;
    }

    /** Each once, whatever aliases there are. */
    private static void collect(Node node, List<ScalarNode> out, Set<Node> seen) {
        if (!seen.add(node)) {
            return;
        }
        if (node instanceof ScalarNode scalar) {
            out.add(scalar);
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(each -> collect(each, out, seen));
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                collect(tuple.getKeyNode(), out, seen);
                collect(tuple.getValueNode(), out, seen);
            }
        }
    }
}
