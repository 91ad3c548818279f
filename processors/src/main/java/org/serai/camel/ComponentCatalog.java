package org.serai.camel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.serai.config.Binder;

/**
 * What Camel's catalog knows of the component {@code serai}, so that editors complete its steps and check their options. A catalog has one
 * list of options for all steps; the description of each says whose it is.
 */
final class ComponentCatalog {

    private final List<StepOptions> filters;
    private final Map<String, List<Binder.Declared>> others;

    /** @param others the steps that are no filters, with their options */
    ComponentCatalog(List<StepOptions> filters, Map<String, List<Binder.Declared>> others) {
        this.filters = filters;
        this.others = others;
    }

    /** In the form of Camel's own components. */
    String json(String version) {
        var root = new JsonObject();
        root.put("component", head(version));
        root.put("componentProperties", new JsonObject());
        root.put("properties", properties());
        return Jsoner.prettyPrint(root.toJson(), 2) + "\n";
    }

    private static JsonObject head(String version) {
        var head = new JsonObject();
        head.put("kind", "component");
        head.put("name", "serai");
        head.put("title", "Serai");
        head.put(
                "description",
                "A step of Serai's policy: a filter that looks at a mail, or what acts on its findings.");
        head.put("deprecated", false);
        head.put("firstVersion", version);
        head.put("label", "mail,security");
        head.put("javaType", SeraiComponent.class.getName());
        head.put("supportLevel", "Stable");
        head.put("groupId", "org.serai");
        head.put("artifactId", "serai-processors");
        head.put("version", version);
        head.put("scheme", "serai");
        head.put("extendsScheme", "");
        head.put("syntax", "serai:step");
        head.put("async", true);
        head.put("api", false);
        head.put("consumerOnly", false);
        head.put("producerOnly", false);
        head.put("lenientProperties", false);
        head.put("browsable", false);
        head.put("remote", false);
        return head;
    }

    private JsonObject properties() {
        var out = new JsonObject();
        JsonObject step = option(0, "path", "step", "string", "Which step: a filter, or what acts on findings.", true);
        var names = new TreeSet<>(others.keySet());
        filters.forEach(filter -> names.add(filter.name()));
        step.put("enum", new JsonArray(names));
        out.put("step", step);
        var index = 1;
        for (Map.Entry<String, List<Use>> each : uses().entrySet()) {
            out.put(Binder.camel(each.getKey()), parameter(index++, each.getKey(), each.getValue()));
        }
        return out;
    }

    /** An option of one step. */
    private record Use(String step, Binder.Declared option, String doc) {}

    private Map<String, List<Use>> uses() {
        var out = new TreeMap<String, List<Use>>();
        for (StepOptions filter : filters) {
            for (Binder.Declared option : filter.options()) {
                out.computeIfAbsent(option.name(), name -> new ArrayList<>())
                        .add(new Use(filter.name(), option, filter.doc(option)));
            }
        }
        others.forEach((step, options) -> {
            for (Binder.Declared option : options) {
                out.computeIfAbsent(option.name(), name -> new ArrayList<>()).add(new Use(step, option, option.doc()));
            }
        });
        return out;
    }

    private static JsonObject parameter(int index, String name, List<Use> uses) {
        boolean alike = uses.stream().map(use -> use.option().kind()).distinct().count() == 1;
        Binder.Kind kind = alike ? uses.get(0).option().kind() : Binder.Kind.STRING;
        boolean common = uses.stream().map(use -> use.option().doc()).distinct().count() == 1 && uses.size() > 1;
        var doc = new ArrayList<String>();
        if (common) {
            doc.add("serai:"
                    + String.join(", serai:", uses.stream().map(Use::step).toList()) + ": "
                    + uses.get(0).option().doc());
        } else {
            uses.forEach(use -> doc.add("serai:" + use.step() + ": " + use.doc()));
        }
        JsonObject out =
                option(index, "parameter", name, kind.name().toLowerCase(Locale.ROOT), String.join(" ", doc), false);
        if (alike
                && uses.stream().map(use -> use.option().choices()).distinct().count() == 1
                && !uses.get(0).option().choices().isEmpty()) {
            out.put("enum", new JsonArray(uses.get(0).option().choices()));
        }
        return out;
    }

    private static JsonObject option(
            int index, String kind, String name, String type, String description, boolean required) {
        var out = new JsonObject();
        out.put("index", index);
        out.put("kind", kind);
        out.put("displayName", StepOptions.title(name));
        out.put("group", required ? "common" : "producer");
        out.put("label", required ? "" : "producer");
        out.put("required", required);
        out.put("type", type);
        out.put("javaType", javaType(type));
        out.put("deprecated", false);
        out.put("autowired", false);
        out.put("secret", false);
        out.put("description", description);
        return out;
    }

    private static String javaType(String type) {
        return switch (type) {
            case "boolean" -> "boolean";
            case "integer" -> "long";
            case "number" -> "double";
            default -> "java.lang.String";
        };
    }
}
