package org.serai.camel;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.custody.Locations;

/** Where Serai writes, and which property is at fault where it cannot. */
final class Directories {

    /** Opens something in a directory of its own. */
    interface Opening<T> {
        T in(Path directory) throws IOException;
    }

    private final Settings settings;
    private final Path home;
    private final Path data;

    /** Relative ones are under {@code home}. */
    Directories(Settings settings, Path home) {
        this.settings = settings;
        this.home = home;
        this.data = DataDirectory.of(settings, home);
    }

    /** In {@code data.dir/name}. */
    <T> T data(String name, Opening<T> opening) {
        return open("data.dir", data.resolve(name), opening);
    }

    /** In the directory that a property names; where it says nothing, in {@code data.dir/name}. */
    <T> T at(String property, String name, Opening<T> opening) {
        String uri = settings.said(property);
        return uri == null || uri.isBlank()
                ? data(name, opening)
                : open(property, Locations.directory(settings.where(property), uri.strip(), home), opening);
    }

    /** What relative paths of properties are under. */
    Path home() {
        return home;
    }

    Path data(String name) {
        return data.resolve(name);
    }

    private <T> T open(String property, Path directory, Opening<T> opening) {
        try {
            T opened = opening.in(directory);
            if (Files.exists(directory) && !Files.isWritable(directory)) {
                throw new AccessDeniedException(directory.toString());
            }
            return opened;
        } catch (IOException e) {
            throw ConfigException.about(
                    settings.where(property) + " must be where this user may write; " + directory, directory, e);
        }
    }
}
