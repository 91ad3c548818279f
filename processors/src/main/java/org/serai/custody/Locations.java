package org.serai.custody;

import java.net.URI;
import java.nio.file.Path;
import org.serai.config.ConfigException;

/** Directories written as {@code file:} URIs in properties. */
public final class Locations {

    private static final String SCHEME = "file:";

    private Locations() {}

    /** {@code file:data/quarantine} or {@code file:///var/lib/serai/quarantine} as a path; relative ones under {@code base}. */
    public static Path directory(String property, String uri, Path base) {
        if (!uri.startsWith(SCHEME) || uri.length() == SCHEME.length()) {
            throw new ConfigException(property + " = '" + uri + "': only file:<directory> is supported here");
        }
        String rest = uri.substring(SCHEME.length());
        try {
            return rest.startsWith("//") ? Path.of(URI.create(uri)) : base.resolve(rest);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(property + " = '" + uri + "': " + e.getMessage(), e);
        }
    }
}
