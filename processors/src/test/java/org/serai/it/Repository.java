package org.serai.it;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where this checkout lies: Maven runs the tests in {@code processors/}, an editor often in the root. */
final class Repository {

    private Repository() {}

    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("processors"))
                ? here
                : here.resolve("..").normalize();
    }
}
