package org.serai.camel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.impl.DefaultCamelContext;
import org.serai.config.Binder;
import org.serai.config.ConfigException;

/** What tools of Camel know of Serai's steps, from the options records: Kamelets, and the entry of Camel's catalog. */
public final class Catalog {

    private static final String RESOURCES = "processors/src/main/resources/META-INF/";

    private Catalog() {}

    /**
     * All files, as paths under the repository, with their contents.
     *
     * @param docs the folder {@code docs}, whose pages of filters say what each is about
     * @param pom the file that has the version
     */
    public static Map<Path, String> files(Path docs, Path pom) {
        String version = version(pom);
        List<StepOptions> filters = StepOptions.all(docs);
        String camel = new DefaultCamelContext(false).getVersion();
        var out = new LinkedHashMap<Path, String>();
        Kamelets.files(filters, camel, version)
                .forEach((name, text) -> out.put(Path.of("camel-k", "kamelets", name), text));
        var acting = new TreeMap<String, List<Binder.Declared>>();
        Steps.ACTING.forEach((step, options) -> acting.put(step, Binder.declared("", options)));
        out.put(Path.of(RESOURCES + "org/serai/camel/serai.json"), new ComponentCatalog(filters, acting).json(version));
        out.put(
                Path.of(RESOURCES + "services/org/apache/camel/component/serai"),
                "class=" + SeraiComponent.class.getName() + "\n");
        out.put(
                Path.of(RESOURCES + "services/org/apache/camel/component.properties"),
                String.join(
                        "\n",
                        "components=serai",
                        "groupId=org.serai",
                        "artifactId=serai-processors",
                        "version=" + version,
                        "projectName=Serai",
                        "projectDescription=Steps of Serai's policy\n"));
        return out;
    }

    /** The first that stands there. */
    private static String version(Path pom) {
        try (var lines = Files.lines(pom)) {
            return lines.map(String::strip)
                    .filter(line -> line.startsWith("<version>"))
                    .map(line -> line.substring(line.indexOf('>') + 1, line.lastIndexOf('<')))
                    .findFirst()
                    .orElseThrow(() -> new ConfigException(pom + " has no version"));
        } catch (IOException e) {
            throw ConfigException.about(pom + " cannot be read", pom, e);
        }
    }
}
