package org.serai.filter.policies;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.serai.config.EntryFile;
import org.serai.config.Nearest;
import org.serai.config.Size;
import org.serai.directory.LdapFilter;
import org.serai.filter.AddressList;
import org.serai.filter.policies.Policies.Rule;
import org.serai.filter.policies.Policy.Spam;
import org.serai.mail.Mode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code config/policies.yaml}; each error names file and line. */
final class PolicyFile {

    /** More than an operator writes by hand; each is looked at for each recipient. */
    private static final int MOST_ENTRIES = 1000;

    private static final int MOST_GROUPS = 1000;
    private static final String GROUP = "group:";

    private static final List<String> THRESHOLDS = List.of("greylist", "tag", "quarantine", "reject");

    private final YamlPage page;
    private final Path lists;
    private final Collection<String> filters;
    private final boolean monitor;
    private final Map<String, Group> groups = new TreeMap<>();

    PolicyFile(Path file, Path lists, Collection<String> filters, boolean monitor) {
        this.page = new YamlPage(file);
        this.lists = lists;
        this.filters = filters;
        this.monitor = monitor;
    }

    List<Rule> read() {
        Node root = page.root();
        if (root == null) {
            return List.of();
        }
        Map<String, Node> parts = page.mapping(root, List.of("groups", "policies"));
        Node named = parts.get("groups");
        if (named != null) {
            Map<String, Node> all = page.mapping(named, null);
            if (all.size() > MOST_GROUPS) {
                throw page.error(named, "more than " + MOST_GROUPS + " groups");
            }
            all.forEach((name, node) -> groups.put(name, group(name, node)));
        }
        Node entries = parts.get("policies");
        if (entries == null) {
            return List.of();
        }
        List<Node> nodes = page.sequence(entries);
        if (nodes.size() > MOST_ENTRIES) {
            throw page.error(entries, "more than " + MOST_ENTRIES + " entries");
        }
        var rules = new ArrayList<Rule>();
        nodes.forEach(node -> rules.add(rule(node)));
        return rules;
    }

    private Group group(String name, Node node) {
        if (name.isEmpty() || !name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
            throw page.error(node, "'" + name + "' is no name of a group: lower case letters, digits and hyphens");
        }
        var members = new AddressList();
        LdapFilter ldap = null;
        if (page.isSequence(node)) {
            page.sequence(node).forEach(entry -> page.tried(entry, members::add));
        } else {
            Map<String, Node> said = page.mapping(node, List.of("file", "ldap"));
            if (said.size() != 1) {
                throw page.error(node, "a group is a list of addresses, or has either file or ldap");
            }
            Node file = said.get("file");
            Node filter = said.get("ldap");
            if (file != null) {
                read(file, members);
            } else if (filter != null) {
                ldap = page.converted(filter, LdapFilter::parse);
                if (ldap.isEmpty()) {
                    throw page.error(filter, "the LDAP filter is empty");
                }
            }
        }
        members.complete();
        return new Group(name, members, ldap);
    }

    /** Of the directory of lists, which is watched. */
    private void read(Node node, AddressList into) {
        String name = page.text(node);
        Path file = lists.resolve(name);
        if (name.indexOf('/') >= 0 || name.startsWith(".") || !file.toFile().isFile()) {
            throw page.error(node, "there is no file '" + name + "' in " + lists);
        }
        new EntryFile(file).forEachUncommented(into::add);
    }

    private Rule rule(Node node) {
        Map<String, Node> said = page.mapping(
                node,
                List.of("name", "recipients", "senders", "thresholds", "filters", "spam", "greylisting", "max-size"));
        Node name = said.get("name");
        Map<String, Double> thresholds = thresholds(said.get("thresholds"));
        Map<String, Mode> modes = modes(said.get("filters"));
        Node greylisting = said.get("greylisting");
        if (greylisting != null) {
            if (modes.containsKey(Policies.GREYLIST)) {
                throw page.error(greylisting, "filters say the mode of " + Policies.GREYLIST + " as well");
            }
            modes.put(Policies.GREYLIST, on(greylisting) ? capped(Mode.SCORE) : Mode.OFF);
        }
        Node spam = said.get("spam");
        Node size = said.get("max-size");
        Long most = size == null ? null : page.converted(size, Size::parse).bytes();
        return new Rule(
                name == null ? "line " + page.line(node) : page.text(name),
                who(said.get("recipients")),
                who(said.get("senders")),
                new Policy.Settings(
                        thresholds.get("greylist"),
                        thresholds.get("tag"),
                        thresholds.get("quarantine"),
                        thresholds.get("reject"),
                        modes,
                        spam == null ? null : page.converted(spam, text -> constant(Spam.class, text)),
                        monitor ? null : most));
    }

    private Who who(@Nullable Node node) {
        if (node == null) {
            return Who.EVERYBODY;
        }
        var addresses = new AddressList();
        var named = new ArrayList<Group>();
        List<Node> entries = page.isSequence(node) ? page.sequence(node) : List.of(node);
        if (entries.isEmpty()) {
            throw page.error(node, "nobody is named; leave the key out where everybody is meant");
        }
        for (Node entry : entries) {
            String text = page.text(entry);
            if (text.startsWith(GROUP)) {
                String name = text.substring(GROUP.length());
                Group group = groups.get(name);
                if (group == null) {
                    throw page.error(entry, "there is no group '" + name + "'" + Nearest.to(name, groups.keySet()));
                }
                named.add(group);
            } else {
                page.tried(entry, addresses::add);
            }
        }
        addresses.complete();
        return new Who(addresses, named, false);
    }

    private Map<String, Double> thresholds(@Nullable Node node) {
        var out = new HashMap<String, Double>();
        if (node == null) {
            return out;
        }
        page.mapping(node, THRESHOLDS)
                .forEach((name, value) -> out.put(name, page.converted(value, PolicyFile::points)));
        double last = Double.NEGATIVE_INFINITY;
        for (String name : List.of("tag", "quarantine", "reject")) {
            double value = out.getOrDefault(name, last);
            if (value < last) {
                throw page.error(node, "the thresholds must rise: tag, quarantine, reject");
            }
            last = value;
        }
        return out;
    }

    private static Double points(String text) {
        try {
            double value = Double.parseDouble(text);
            if (value > 0 && value < 1e9) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number such as 5 or 2.5", e);
        }
        throw new IllegalArgumentException("'" + text + "' must be above 0 and below 1000000000");
    }

    private Map<String, Mode> modes(@Nullable Node node) {
        var out = new HashMap<String, Mode>();
        if (node != null) {
            page.mapping(node, filters).forEach((filter, value) -> {
                Mode mode = page.converted(value, text -> constant(Mode.class, text));
                if (Policies.MALWARE.contains(filter) && (mode == Mode.OFF || mode == Mode.MONITOR)) {
                    throw page.error(
                            value, "malware is refused for everyone: a policy may not take weight from " + filter);
                }
                out.put(filter, capped(mode));
            });
        }
        return out;
    }

    private Mode capped(Mode mode) {
        return monitor && mode != Mode.OFF ? Mode.MONITOR : mode;
    }

    private boolean on(Node node) {
        return switch (page.text(node).toLowerCase(Locale.ROOT)) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw page.error(node, "must be on or off");
        };
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        var names = new TreeMap<String, E>();
        for (E constant : type.getEnumConstants()) {
            names.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        E found = names.get(text.toLowerCase(Locale.ROOT));
        if (found == null) {
            throw new IllegalArgumentException("'" + text + "' must be one of " + String.join(", ", names.keySet()));
        }
        return found;
    }
}
