package org.serai.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.serai.config.ConfigException;

/** Passwords in files. */
final class Secrets {

    private Secrets() {}

    /** The first line of a file. */
    static String read(String property, Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst().orElse("");
        } catch (IOException e) {
            throw ConfigException.about(property + " = '" + file + "' cannot be read", file, e);
        }
    }
}
