package org.serai.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.serai.camel.Problem;
import org.serai.camel.Rule;

/** Problems in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS), as code scanning of others reads it. */
final class Sarif {

    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Function<Path, String> names;

    /** @param names of files, relative to the root of the sources or absolute */
    Sarif(Function<Path, String> names) {
        this.names = names;
    }

    String of(List<Problem> problems) {
        var driver = new LinkedHashMap<String, Object>();
        driver.put("name", "serai check");
        driver.put("rules", List.of(Rule.values()).stream().map(Sarif::rule).toList());
        var run = new LinkedHashMap<String, Object>();
        run.put("tool", Map.of("driver", driver));
        run.put("results", problems.stream().map(this::result).toList());
        var log = new LinkedHashMap<String, Object>();
        log.put("$schema", SCHEMA);
        log.put("version", "2.1.0");
        log.put("runs", List.of(run));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(log);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> rule(Rule rule) {
        var out = new LinkedHashMap<String, Object>();
        out.put("id", rule.id());
        out.put("shortDescription", Map.of("text", rule.asks()));
        out.put("help", Map.of("text", rule.mend()));
        out.put("defaultConfiguration", Map.of("level", level(rule)));
        return out;
    }

    private static String level(Rule rule) {
        return rule.level().name().toLowerCase(Locale.ROOT);
    }

    private Map<String, Object> result(Problem problem) {
        var place = new LinkedHashMap<String, Object>();
        place.put("artifactLocation", Map.of("uri", uri(names.apply(problem.file()))));
        if (problem.line() > 0) {
            place.put("region", Map.of("startLine", problem.line()));
        }
        var out = new LinkedHashMap<String, Object>();
        out.put("ruleId", problem.rule().id());
        out.put("ruleIndex", problem.rule().ordinal());
        out.put("level", level(problem.rule()));
        out.put("message", Map.of("text", problem.text()));
        out.put("locations", List.of(Map.of("physicalLocation", place)));
        return out;
    }

    /** A relative reference, or file: where the name is absolute. */
    private static String uri(String name) {
        try {
            return Path.of(name).isAbsolute()
                    ? new URI("file", "", name, null).toString()
                    : new URI(null, null, name, null).getRawPath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(name + " is no URI", e);
        }
    }
}
