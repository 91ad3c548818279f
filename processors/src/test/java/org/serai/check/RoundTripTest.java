package org.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.NamedNode;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The routes as Camel's own tools read and write them: what they save is the policy that they have opened. Descriptions are the exception: Camel
 * reads them, and its writer of YAML leaves them out.
 */
class RoundTripTest {

    private static final RouteSchema SCHEMA = new RouteSchema();

    private static final String CONFIGURATION = "a routeConfiguration is written empty";
    private static final String HANDLER = "the errorHandler of a route is written among its steps";
    private static final String CATCH = "doCatch is not written";

    /** Files of which Camel's writer of YAML loses something, and what: Camel 4.18.0. */
    private static final Map<String, String> LOST = Map.ofEntries(
            Map.entry("errors", CONFIGURATION),
            Map.entry("quarantine-consumer", CONFIGURATION),
            Map.entry("verdict-consumer", CONFIGURATION),
            Map.entry("release-topic", CONFIGURATION),
            Map.entry("admin", "a rest is written with the steps of a route"),
            Map.entry("claim-store", HANDLER),
            Map.entry("claim-store-s3", HANDLER),
            Map.entry("verdict-topic", HANDLER),
            Map.entry("verdict-trail", HANDLER),
            Map.entry("dead-letter-outbox", CATCH),
            Map.entry("digest", CATCH),
            Map.entry("dmarc-reports", CATCH),
            Map.entry("quarantine-outbox", CATCH),
            Map.entry("training-topic", CONFIGURATION));

    @TempDir
    Path temp;

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../routes"))) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatCamelWritesIsWhatItHasRead(Path file) throws Exception {
        String text = Files.readString(file);
        try (var read = Model.of(text)) {
            String written = read.yaml();
            if (LOST.containsKey(name(file))) {
                assertThat(same(read, written, text))
                        .as("Camel writes %s well now: take it from the list, and from docs/kaoto.md", file)
                        .isFalse();
                return;
            }
            try (var again = Model.of(written)) {
                assertThat(again.xmlWithoutDescriptions()).isEqualTo(read.xmlWithoutDescriptions());
                assertThat(again.yaml()).isEqualTo(written);
            }
            assertThat(texts(written, "id")).containsExactlyInAnyOrderElementsOf(texts(text, "id"));
            assertThat(SCHEMA.problems(Files.writeString(temp.resolve(file.getFileName()), written)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void camelKnowsEachIdAndDescriptionOfARoute(Path file) throws Exception {
        String text = Files.readString(file);
        try (var read = Model.of(text)) {
            List<OptionalIdentifiedDefinition<?>> all = read.routesAndSteps();

            assertThat(all).extracting(node -> String.valueOf(node.getId())).containsAll(texts(ofRoutes(text), "id"));
            assertThat(all)
                    .extracting(node -> String.valueOf(node.getDescriptionText()))
                    .containsAll(texts(ofRoutes(text), "description"));
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".camel.yaml", "");
    }

    private static boolean same(Model read, String written, String text) throws Exception {
        try (var again = Model.of(written)) {
            return again.xmlWithoutDescriptions().equals(read.xmlWithoutDescriptions())
                    && texts(written, "id").containsAll(texts(text, "id"));
        } catch (IllegalArgumentException | YamlEngineException e) {
            return false; // Camel cannot read what it has written.
        }
    }

    private static JsonNode tree(String yaml) {
        return new ObjectMapper().valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    /** Without entries that are no routes. */
    private static JsonNode ofRoutes(String yaml) {
        ArrayNode out = new ObjectMapper().createArrayNode();
        tree(yaml).forEach(entry -> out.addAll(entry.has("route") ? List.of(entry) : List.of()));
        return out;
    }

    private static List<String> texts(String yaml, String key) {
        return texts(tree(yaml), key);
    }

    /** All values of a key, wherever it stands. */
    private static List<String> texts(JsonNode tree, String key) {
        return tree.findValuesAsText(key);
    }

    /** What Camel has made of a file. */
    private record Model(DefaultCamelContext context, List<NamedNode> nodes) implements AutoCloseable {

        static Model of(String yaml) throws Exception {
            var context = new DefaultCamelContext(false);
            context.build();
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("a.camel.yaml", yaml));
            var nodes = new ArrayList<NamedNode>();
            nodes.addAll(context.getRouteConfigurationDefinitions());
            nodes.addAll(context.getRestDefinitions());
            nodes.addAll(context.getRouteDefinitions());
            return new Model(context, nodes);
        }

        String yaml() throws Exception {
            var out = new StringBuilder();
            for (NamedNode node : nodes) {
                out.append(PluginHelper.getModelToYAMLDumper(context)
                        .dumpModelAsYaml(context, node, false, false, false, false));
            }
            return out.toString();
        }

        String xml() throws Exception {
            var out = new StringBuilder();
            for (NamedNode node : nodes) {
                out.append(
                        PluginHelper.getModelToXMLDumper(context).dumpModelAsXml(context, node, false, false, false));
            }
            return out.toString();
        }

        List<OptionalIdentifiedDefinition<?>> routesAndSteps() {
            var out = new ArrayList<OptionalIdentifiedDefinition<?>>();
            for (RouteDefinition route : context.getRouteDefinitions()) {
                out.add(route);
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class)
                        .forEach(out::add);
            }
            for (OptionalIdentifiedDefinition<?> node : List.copyOf(out)) {
                if (node instanceof ChoiceDefinition choice) {
                    out.addAll(choice.getWhenClauses());
                    if (choice.getOtherwise() != null) {
                        out.add(choice.getOtherwise());
                    }
                }
            }
            return out;
        }

        String xmlWithoutDescriptions() throws Exception {
            return xml().replaceAll(" description=\"[^\"]*\"", "");
        }

        @Override
        public void close() {
            context.stop();
        }
    }
}
