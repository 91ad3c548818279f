package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/add-a-filter.md says, done as it stands there, file by file, in a copy of the repository. */
class AddAFilterIT {

    /** A line that names a file or command, and the block below it. */
    private static final Pattern BLOCK = Pattern.compile("([^\n]*)\n\n```[a-z]*\n(.*?)```", Pattern.DOTALL);

    private static final String SOURCES = "processors/src/main/java/org/serai/filter/";
    private static final String TESTS = "processors/src/test/java/org/serai/filter/";
    private static final Path TARGET = Repository.root().resolve("processors/target");

    @TempDir
    Path copy;

    private List<MatchResult> blocks;

    @BeforeEach
    void copy() throws IOException {
        for (String directory : List.of("config", "routes", "docs", "camel-k/kamelets", "test-data/gtube")) {
            Path from = Repository.root().resolve(directory);
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.toList()) {
                    Path to = copy.resolve(directory).resolve(from.relativize(file));
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(to);
                    } else {
                        Files.copy(file, to);
                    }
                }
            }
        }
        Files.copy(Repository.root().resolve("pom.xml"), copy.resolve("pom.xml"));
        Files.createDirectories(copy.resolve(SOURCES));
        Files.copy(Repository.root().resolve(SOURCES + "Filters.java"), copy.resolve(SOURCES + "Filters.java"));
        blocks = BLOCK.matcher(Files.readString(Repository.root().resolve("docs/add-a-filter.md")))
                .results()
                .toList();
    }

    /** The block below the line that begins so. */
    private String block(String line) {
        return blocks.stream()
                .filter(block -> block.group(1).startsWith(line))
                .map(block -> block.group(2))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no block below '" + line + "'"));
    }

    private void write(String file) throws IOException {
        Path to = copy.resolve(file);
        Files.createDirectories(to.getParent());
        Files.writeString(to, block("`" + file + "`"));
    }

    /** Inserts in front of a line that must be there once. */
    private void insert(String file, String before, String text) throws IOException {
        Path to = copy.resolve(file);
        String old = Files.readString(to);
        assertThat(old).containsOnlyOnce(before);
        Files.writeString(to, old.replace(before, text + before));
    }

    private void compile(List<String> sources, Path classes, String classPath) throws IOException {
        Files.createDirectories(classes);
        var compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var units =
                    files.getJavaFileObjects(sources.stream().map(copy::resolve).toArray(Path[]::new));
            var options = List.of("-d", classes.toString(), "-cp", classPath, "-proc:none");
            assertThat(compiler.getTask(said, files, null, options, null, units).call())
                    .as(said::toString)
                    .isTrue();
        }
    }

    private String serai(String... arguments) {
        Path said = copy.resolve("said-" + System.nanoTime() + ".log");
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Dserai.log=SYSTEM_ERR",
                "-Ddns.servers=127.0.0.1:1",
                "-cp",
                copy.resolve("classes") + ":" + TARGET + "/classes:" + TARGET + "/lib/*",
                "org.serai.Main"));
        command.addAll(List.of(arguments));
        try (var java = ChildProcess.start(copy, said, Map.of("SERAI_HOME", copy.toString()), command)) {
            assertThat(java.awaitExit(Duration.ofMinutes(2))).as(java.log()).isZero();
            return java.log();
        }
    }

    @Test
    void whatItSaysMakesAFilter() throws IOException {
        for (String file : List.of(
                SOURCES + "subject/package-info.java",
                SOURCES + "subject/SubjectFilter.java",
                TESTS + "subject/SubjectFilterTest.java",
                "test-data/subject/subject.cases",
                "docs/filters/subject.md")) {
            write(file);
        }
        insert(SOURCES + "Filters.java", "            entry(\"gtube\"", block("`" + SOURCES + "Filters.java`"));
        insert(
                SOURCES + "Filters.java",
                "import org.serai.filter.uribl.UriblFilter;\n",
                block("and among its imports:"));
        Files.writeString(
                copy.resolve("config/scores.properties"),
                block("At the end of `config/scores.properties`"),
                StandardOpenOption.APPEND);
        insert(
                "routes/data.camel.yaml",
                "        - to:\n            id: data-gtube\n",
                block("`routes/data.camel.yaml`"));

        String libraries = TARGET + "/classes:" + jars();
        compile(
                List.of(
                        SOURCES + "Filters.java",
                        SOURCES + "subject/package-info.java",
                        SOURCES + "subject/SubjectFilter.java"),
                copy.resolve("classes"),
                libraries);
        compile(
                List.of(TESTS + "subject/SubjectFilterTest.java"),
                copy.resolve("test-classes"),
                copy.resolve("classes") + ":" + TARGET + "/test-classes:" + System.getProperty("java.class.path"));

        serai("check");
        assertThat(serai("properties")).contains("| `filter.subject.capitals` | `10` |", "filter.subject.mode");
        serai("catalog", copy.toString());
        assertThat(copy.resolve("camel-k/kamelets/serai-subject-action.kamelet.yaml"))
                .content()
                .contains("capitals");

        String shell = block("The first two write");
        Path message = copy.resolve("message.eml");
        ChildProcess.run(
                "sh", "-c", shell.lines().findFirst().orElseThrow().replace("message.eml", message.toString()));
        String found =
                serai("explain", "--mail-from", "a@example.net", "--rcpt-to", "you@localhost", message.toString());
        assertThat(shell).contains("bin/serai explain --mail-from a@example.net --rcpt-to you@localhost message.eml");
        assertThat(found).contains("SUBJECT_CAPITALS", "The subject is written in capitals.");
    }

    private static String jars() throws IOException {
        try (Stream<Path> jars = Files.list(TARGET.resolve("lib"))) {
            return String.join(":", jars.map(Path::toString).toList());
        }
    }
}
