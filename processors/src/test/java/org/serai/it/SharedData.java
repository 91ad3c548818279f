package org.serai.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Suites and real mail that do not belong to the repository: {@code -Dserai.shared}, else the environment's {@code
 * SERAI_SHARED}, else {@code shared} beside the repository. Without them tests are skipped, in CI they fail.
 */
final class SharedData {

    private final Path directory;

    private SharedData(Path directory) {
        this.directory = directory;
    }

    static SharedData find() {
        Path directory = Optional.ofNullable(System.getProperty("serai.shared"))
                .or(() -> Optional.ofNullable(System.getenv("SERAI_SHARED")))
                .map(Path::of)
                .orElse(Repository.root().resolveSibling("shared"));
        if (!Files.isDirectory(directory.resolve("suites"))) {
            throw Needs.absent("no shared data in " + directory + "; tell where by SERAI_SHARED");
        }
        return new SharedData(directory);
    }

    /** A file of a suite, parsed. */
    JsonNode json(String path) {
        try {
            return new ObjectMapper().readTree(directory.resolve(path).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every message of {@code suites/mime}, sorted by path. */
    List<Path> mimeSuite() {
        return files(directory.resolve("suites/mime"))
                .filter(file -> !file.getFileName().toString().matches("LICENSE.*|\\..*|.*\\.xml"))
                .toList();
    }

    /** Every message of the corpus' split {@code dev}, sorted by path. */
    List<Path> devMessages() {
        return files(corpus().resolve("dev")).toList();
    }

    /** The good mails of the corpus' split {@code train}. */
    List<Path> goodTrainMessages() {
        Path corpus = corpus();
        try {
            return Files.readAllLines(corpus.resolve("train.tsv")).stream()
                    .map(line -> line.split("\t"))
                    .filter(columns -> columns[1].equals("ham"))
                    .map(columns -> corpus.resolve(columns[0]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program that counts how well a classifier did, by a manifest and a file of scores. */
    Path referee() {
        Path program = directory.resolve("corpus/eval.py");
        if (!Files.isRegularFile(program)) {
            throw Needs.absent("there is no " + program);
        }
        return program;
    }

    /** Unpacked once for all test classes and runs. */
    Path corpus() {
        Path unpacked = Repository.root().resolve("processors/target/corpus");
        if (Files.isRegularFile(unpacked.resolve("dev.tsv"))) {
            return unpacked;
        }
        Path archive = directory.resolve("corpus/traindev.tar.xz");
        try {
            Path partial = Files.createDirectories(unpacked.resolveSibling("corpus.partial"));
            ChildProcess.run("tar", "-xJf", archive.toString(), "-C", partial.toString());
            Files.move(partial, unpacked);
        } catch (IOException e) {
            throw new UncheckedIOException(archive + " cannot be unpacked", e);
        }
        return unpacked;
    }

    private static Stream<Path> files(Path root) {
        try (var all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
