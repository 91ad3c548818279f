package org.serai.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The effective properties: {@code -D} above the environment ({@code SMTP_PORT} for {@code smtp.port}) above the file
 * above the defaults that the options records declare.
 */
public final class Settings {

    /** Properties that stand under this prefix are an options record; the prefix ends with a dot or is empty. */
    public record Section(String prefix, Class<? extends Record> type) {}

    private record Said(String value, String where) {}

    /** System properties of the JDK itself that stand under a prefix of ours (java.net, Networking Properties). */
    private static final Set<String> OF_THE_JDK = Set.of(
            "http.proxyHost",
            "http.proxyPort",
            "http.proxyUser",
            "http.proxyPassword",
            "http.nonProxyHosts",
            "http.agent",
            "http.keepAlive",
            "http.keepAlive.time.server",
            "http.keepAlive.time.proxy",
            "http.maxConnections",
            "http.maxRedirects");

    /** For what routes of the operator's own want to know. */
    private static final String OF_OTHERS = "my.";

    private final Map<String, Said> said = new HashMap<>();
    private final Map<String, Binder.Declared> declared = new TreeMap<>();

    private final Path file;

    private Settings(Path file) {
        this.file = file;
    }

    /**
     * Reads the file, when it exists, and tries every value.
     *
     * @throws ConfigException when a property under one of our prefixes is not declared, or a value does not convert
     */
    public static Settings load(List<Section> sections, Path file, Map<String, String> environment, Properties system) {
        var settings = new Settings(file);
        for (Section section : sections) {
            for (Binder.Declared property : Binder.declared(section.prefix(), section.type())) {
                settings.declared.put(property.name(), property);
            }
        }
        settings.readFile(file);
        var names = new TreeSet<>(settings.declared.keySet());
        names.addAll(settings.said.keySet());
        for (String name : names) {
            String variable = name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
            String value = environment.get(variable);
            if (value != null) {
                settings.said.put(name, new Said(value, "environment variable " + variable + serviceLink(value)));
            }
        }
        Set<String> prefixes = settings.prefixes();
        for (String name : system.stringPropertyNames()) {
            boolean ours = prefixes.contains(prefix(name)) || names.contains(name) || name.startsWith(OF_OTHERS);
            if (ours && !OF_THE_JDK.contains(name)) {
                settings.said.put(name, new Said(system.getProperty(name), "-D" + name));
            }
        }
        settings.refuseUnknown();
        sections.forEach(section -> settings.bind(section.prefix(), section.type()));
        return settings;
    }

    /** Kubernetes sets {@code SMTP_PORT} in each pod beside a Service called {@code smtp}. */
    private static String serviceLink(String value) {
        return value.startsWith("tcp://") || value.startsWith("udp://")
                ? ", which Kubernetes makes for a Service of that name: say enableServiceLinks: false in the pod"
                : "";
    }

    /** The options record at a prefix. */
    public <R extends Record> R bind(String prefix, Class<R> type) {
        return Binder.bind(type, name -> where(prefix + name), name -> said(prefix + name));
    }

    /** What was said for a property, null where its default holds. */
    public @Nullable String said(String name) {
        Said value = said.get(name);
        return value == null ? null : value.value();
    }

    /** The property and where its value stands, for error messages. */
    public String where(String name) {
        Said value = said.get(name);
        return value == null ? name : name + " (" + value.where() + ")";
    }

    /** What was read at the start, and is not read again; need not exist. */
    public Path file() {
        return file;
    }

    /** Every declared property with the value in force, and whatever else the file holds: for {@code {{name}}} in routes. */
    public Map<String, String> effective() {
        var out = new TreeMap<String, String>();
        declared.forEach((name, property) -> out.put(name, property.defaultValue()));
        said.forEach((name, value) -> out.put(name, value.value()));
        return out;
    }

    private void readFile(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        var properties = new Properties();
        List<String> lines;
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(file + " cannot be read: " + e.getMessage(), e);
        }
        for (String name : properties.stringPropertyNames()) {
            said.put(name, new Said(properties.getProperty(name), file + ":" + line(lines, name)));
        }
    }

    private static int line(List<String> lines, String name) {
        // From the end: where a property stands twice, its last line counts.
        for (int i = lines.size() - 1; i >= 0; i--) {
            String line = lines.get(i).strip();
            if (line.startsWith(name)
                    && (line.length() == name.length() || " =:\t".indexOf(line.charAt(name.length())) >= 0)) {
                return i + 1;
            }
        }
        return 1;
    }

    private Set<String> prefixes() {
        return declared.keySet().stream()
                .filter(name -> name.indexOf('.') >= 0)
                .map(Settings::prefix)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String prefix(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** File and command line are ours alone: there, names of others begin with {@code camel.} or {@code my.}. */
    private void refuseUnknown() {
        new TreeMap<>(said).forEach((name, value) -> refuseUnknown(name, value.where()));
    }

    /** Refuses a name that was said {@code where} and that is neither declared nor one of others. */
    public void refuseUnknown(String name, String where) {
        if (!name.startsWith("camel.") && !name.startsWith(OF_OTHERS) && !declared.containsKey(name)) {
            throw new ConfigException(where + ": there is no property '" + name + "'"
                    + Nearest.to(name, declared.keySet())
                    + " All properties: docs/properties.md; names of your own begin with my.");
        }
    }
}
