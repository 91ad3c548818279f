package org.serai;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Suites that do not belong to the repository: {@code -Dserai.shared}, else the environment's {@code SERAI_SHARED}, else
 * {@code shared} beside the repository. Without them a test is skipped, in CI it fails.
 */
public final class Shared {

    private Shared() {}

    /** A folder or file below {@code suites}. */
    public static Path suite(String path) {
        String said = Optional.ofNullable(System.getProperty("serai.shared"))
                .or(() -> Optional.ofNullable(System.getenv("SERAI_SHARED")))
                .orElse("../../shared");
        Path suite = Path.of(said, "suites").resolve(path);
        if (!Files.exists(suite)) {
            String message = "no shared data: " + suite + "; tell where by SERAI_SHARED";
            return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
        }
        return suite;
    }

    /** All files below a folder of the suites, sorted, but licences. */
    public static List<Path> files(String path) {
        try (var all = Files.walk(suite(path))) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("LICENSE"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
