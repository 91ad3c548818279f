package org.serai.camel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.serai.config.Binder;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * The Kamelets of {@code camel-k/kamelets}, one a filter, for those who draw a policy: each wraps one {@code serai:} step and offers its
 * options with their types. What a Kamelet is not told comes from the properties, as for the step itself.
 */
final class Kamelets {

    static final String SUFFIX = ".kamelet.yaml";

    private static final String BEGIN = "serai-";

    private static final String END = "-action";

    private static final String TOP =
            "# Made by bin/serai catalog from the filter's options; an edit here is lost, edit those.\n";

    /** An arch, the gate of a caravanserai. */
    private static final String ICON =
            "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'%3E"
                    + "%3Cpath fill='%23b5651d' d='M6 58V14h52v44H44V38a12 12 0 0 0-24 0v20z'/%3E%3C/svg%3E";

    private static final DumpSettings FORM = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setIndicatorIndent(2)
            .setIndentWithIndicator(true)
            .setWidth(119)
            .setSplitLines(true)
            .build();

    private Kamelets() {}

    /** {@code serai-sender-domain-action}: what a route calls it, behind {@code kamelet:}. */
    static String name(String filter) {
        return BEGIN + filter + END;
    }

    /** The other way; empty where no Kamelet of ours has the name. */
    static String filter(String name) {
        return name.startsWith(BEGIN) && name.endsWith(END) && name.length() > BEGIN.length() + END.length()
                ? name.substring(BEGIN.length(), name.length() - END.length())
                : "";
    }

    /**
     * The files by name.
     *
     * @param camel the version of Camel
     * @param own that of Serai
     */
    static Map<String, String> files(List<StepOptions> steps, String camel, String own) {
        var out = new LinkedHashMap<String, String>();
        steps.forEach(step -> out.put(name(step.name()) + SUFFIX, TOP + yaml(kamelet(step, camel, own))));
        return out;
    }

    /** In YAML 1.1, which Kubernetes reads, off alone is no text. */
    private static String yaml(Map<String, Object> kamelet) {
        return new Dump(FORM).dumpToString(kamelet).replace("- off\n", "- 'off'\n");
    }

    private static Map<String, Object> kamelet(StepOptions step, String camel, String own) {
        return map(
                "apiVersion",
                "camel.apache.org/v1",
                "kind",
                "Kamelet",
                "metadata",
                map(
                        "name", name(step.name()),
                        "annotations",
                                map(
                                        "camel.apache.org/kamelet.support.level", "Stable",
                                        "camel.apache.org/catalog.version", camel,
                                        "camel.apache.org/kamelet.icon", ICON,
                                        "camel.apache.org/provider", "Serai",
                                        "camel.apache.org/kamelet.group", "Serai",
                                        "camel.apache.org/kamelet.namespace", "Mail"),
                        "labels", map("camel.apache.org/kamelet.type", "action")),
                "spec",
                map(
                        "definition",
                                map(
                                        "title",
                                        "Serai " + StepOptions.title(step.name()),
                                        "description",
                                        step.about(),
                                        "type",
                                        "object",
                                        "properties",
                                        properties(step)),
                        "dependencies", List.of("camel:kamelet", "mvn:org.serai:serai-processors:" + own),
                        "template", template(step)));
    }

    private static Map<String, Object> properties(StepOptions step) {
        var out = new LinkedHashMap<String, Object>();
        for (Binder.Declared option : step.options()) {
            Map<String, Object> property = map(
                    "title", StepOptions.title(option.name()),
                    "description", step.doc(option),
                    "type", option.kind().name().toLowerCase(Locale.ROOT));
            if (!option.choices().isEmpty()) {
                property.put("enum", option.choices());
            }
            // Resolved where the Kamelet is used: one place for a default.
            property.put("default", "{{" + step.property(option) + "}}");
            out.put(Binder.camel(option.name()), property);
        }
        return out;
    }

    private static Map<String, Object> template(StepOptions step) {
        Map<String, Object> to = map("uri", "serai:" + step.name());
        if (!step.options().isEmpty()) {
            var parameters = new LinkedHashMap<String, Object>();
            for (Binder.Declared option : step.options()) {
                String name = Binder.camel(option.name());
                // Lists have characters that a URI would read.
                parameters.put(
                        name, option.kind() == Binder.Kind.STRING ? "RAW({{" + name + "}})" : "{{" + name + "}}");
            }
            to.put("parameters", parameters);
        }
        return map("from", map("uri", "kamelet:source", "steps", List.of(map("to", to))));
    }

    private static Map<String, Object> map(Object... namesAndValues) {
        var out = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            out.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return out;
    }
}
