package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/serai image}, upon a base with nothing in it, since another would have to be fetched. */
class ImageIT {

    private static final String HOME = "opt/serai/";

    @Test
    void theImageHoldsWhatRunsAndNoKeys(@TempDir Path directory) throws IOException {
        Path root = Repository.root();
        Path tar = directory.resolve("serai.tar");
        try (var command = ChildProcess.start(
                root,
                directory.resolve("log"),
                Map.of(),
                List.of(root.resolve("bin/serai").toString(), "image", "--base", "scratch", tar.toString()))) {
            assertThat(command.awaitExit(Duration.ofMinutes(10)))
                    .as(command.log())
                    .isZero();
        }
        Map<String, byte[]> image = entries(Files.newInputStream(tar));
        JsonNode manifest =
                new ObjectMapper().readTree(image.get("manifest.json")).get(0);
        JsonNode config = new ObjectMapper()
                .readTree(image.get(manifest.path("Config").asText()))
                .path("config");

        assertThat(config.path("User").asText()).isEqualTo("10001:10001");
        assertThat(texts(config.path("Entrypoint"))).startsWith("java").endsWith("org.serai.Main");
        assertThat(texts(config.path("Cmd"))).containsExactly("run");
        assertThat(texts(config.path("Env")))
                .contains("SERAI_HOME=/opt/serai", "DATA_DIR=/var/lib/serai")
                .contains("CLASSPATH=/opt/serai/resources:/opt/serai/classes:/opt/serai/libs/*");
        assertThat(config.path("ExposedPorts").fieldNames()).toIterable().contains("2525/tcp", "8080/tcp");

        var files = new TreeMap<String, byte[]>();
        for (String layer : texts(manifest.path("Layers"))) {
            files.putAll(entries(new GZIPInputStream(new ByteArrayInputStream(image.get(layer)))));
        }
        assertThat(below(files, "libs/").keySet()).isEqualTo(names(root.resolve("processors/target/lib")));
        assertThat(below(files, "classes/")).containsKey("org/serai/Main.class");
        assertThat(below(files, "resources/")).containsKey("log4j2.properties");
        assertThat(below(files, "routes/"))
                .containsExactlyInAnyOrderEntriesOf(expected(root.resolve("routes"), ".camel.yaml"));
        assertThat(below(files, "config/"))
                .containsExactlyInAnyOrderEntriesOf(
                        expected(root.resolve("config"), ".properties", "policies.yaml", ".txt", ".mustache"));
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static List<String> texts(JsonNode array) {
        var out = new ArrayList<String>();
        array.forEach(each -> out.add(each.asText()));
        return out;
    }

    private static Map<String, String> below(Map<String, byte[]> files, String directory) {
        var out = new TreeMap<String, String>();
        files.forEach((name, octets) -> {
            if (name.startsWith(HOME + directory)) {
                out.put(name.substring((HOME + directory).length()), Wire.text(octets));
            }
        });
        return out;
    }

    /** The files of a directory whose names end so; keys of the operator lie beside them. */
    private static Map<String, String> expected(Path directory, String... endings) throws IOException {
        var out = new TreeMap<String, String>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Stream.of(endings).anyMatch(file.toString()::endsWith)) {
                    out.put(directory.relativize(file).toString(), Wire.text(Files.readAllBytes(file)));
                }
            }
        }
        return out;
    }

    private static Map<String, byte[]> entries(InputStream archive) throws IOException {
        var out = new TreeMap<String, byte[]>();
        try (var tar = new TarArchiveInputStream(archive)) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile()) {
                    out.put(entry.getName(), tar.readAllBytes());
                }
            }
        }
        return out;
    }
}
