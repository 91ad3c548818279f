package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What kustomize makes of an overlay of {@code camel-k/overlays}. */
record Kustomize(String overlay, List<JsonNode> documents) {

    /** The names of all overlays. */
    static List<String> overlays() throws IOException {
        try (Stream<Path> directories = Files.list(Repository.root().resolve("camel-k/overlays"))) {
            return directories
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    static Kustomize render(String overlay) {
        var command = new ArrayList<>(Needs.kustomize());
        command.add(Repository.root().resolve("camel-k/overlays/" + overlay).toString());
        String yaml = new String(
                ChildProcess.run(command.toArray(String[]::new)).getBytes(StandardCharsets.ISO_8859_1),
                StandardCharsets.UTF_8);
        var documents = new ArrayList<JsonNode>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            documents.add(new ObjectMapper().valueToTree(document));
        }
        assertThat(documents).as(overlay).isNotEmpty();
        return new Kustomize(overlay, documents);
    }

    /** The documents of a kind. */
    List<JsonNode> all(String kind) {
        return documents.stream()
                .filter(document -> document.path("kind").asText().equals(kind))
                .toList();
    }

    JsonNode named(String kind, String name) {
        return all(kind).stream()
                .filter(document -> document.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(overlay + " has no " + kind + " " + name));
    }

    /** The files of a ConfigMap. */
    Map<String, byte[]> configMap(String name) {
        JsonNode map = named("ConfigMap", name);
        var out = new TreeMap<String, byte[]>();
        map.path("data")
                .fields()
                .forEachRemaining(
                        file -> out.put(file.getKey(), file.getValue().asText().getBytes(StandardCharsets.UTF_8)));
        map.path("binaryData").fields().forEachRemaining(file -> {
            try {
                out.put(file.getKey(), file.getValue().binaryValue());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return out;
    }

    /** The Integration, the StatefulSet or the Deployment. */
    JsonNode workload() {
        return Stream.of("Integration", "StatefulSet", "Deployment")
                .flatMap(kind -> all(kind).stream())
                .reduce((one, other) -> {
                    throw new AssertionError(overlay + " has more than one workload");
                })
                .orElseThrow(() -> new AssertionError(overlay + " has no workload"));
    }

    boolean byOperator() {
        return workload().path("kind").asText().equals("Integration");
    }

    JsonNode pod() {
        return workload().at("/spec/template/spec");
    }

    JsonNode container() {
        assertThat(pod().path("containers")).as(overlay).hasSize(1);
        return pod().path("containers").get(0);
    }

    /** Names and values of the environment; what Kubernetes tells of the pod stands in angle brackets. */
    Map<String, String> environment() {
        var out = new TreeMap<String, String>();
        for (JsonNode variable : container().path("env")) {
            JsonNode field = variable.at("/valueFrom/fieldRef/fieldPath");
            out.put(
                    variable.path("name").asText(),
                    field.isMissingNode() ? variable.path("value").asText() : "<" + field.asText() + ">");
        }
        return out;
    }

    /** Where each ConfigMap is mounted, by its name. */
    Map<String, String> configMounts() {
        var out = new TreeMap<String, String>();
        for (JsonNode resource : workload().at("/spec/traits/mount/resources")) {
            String[] parts = resource.asText().split("[:@]");
            assertThat(parts).as(resource.asText()).hasSize(3);
            assertThat(parts[0]).isEqualTo("configmap");
            out.put(parts[1], parts[2]);
        }
        mounts().forEach((path, volume) -> {
            String name = volume.at("/configMap/name").asText();
            if (!name.isEmpty()) {
                out.put(name, path);
            }
        });
        return out;
    }

    /** The volume at a path of the container, which must have one. */
    JsonNode mount(String path) {
        return Objects.requireNonNull(mounts().get(path), path);
    }

    /** The volume at each path of the container, without those of traits. */
    Map<String, JsonNode> mounts() {
        var volumes = new TreeMap<String, JsonNode>();
        for (JsonNode volume : pod().path("volumes")) {
            volumes.put(volume.path("name").asText(), volume);
        }
        for (JsonNode claim : workload().at("/spec/volumeClaimTemplates")) {
            volumes.put(claim.at("/metadata/name").asText(), claim);
        }
        var out = new TreeMap<String, JsonNode>();
        for (JsonNode mount : container().path("volumeMounts")) {
            JsonNode volume = volumes.get(mount.path("name").asText());
            assertThat(volume).as("%s: volume of %s", overlay, mount).isNotNull();
            assertThat(mount.has("subPath"))
                    .as("%s: never updated: %s", overlay, mount)
                    .isFalse();
            out.put(mount.path("mountPath").asText(), volume);
        }
        return out;
    }

    @Override
    public String toString() {
        return overlay;
    }
}
