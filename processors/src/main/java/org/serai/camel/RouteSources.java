package org.serai.camel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.serai.config.ConfigException;
import org.serai.identity.dkim.SigningKeys;

/**
 * The files that a policy is made of: {@code routes/*.camel.yaml} (not those in folders below), {@code
 * config/scores.properties}, {@code config/policies.yaml}, {@code config/lists/*.txt} and, where there are some, {@code config/dkim/*.pem}.
 *
 * @param properties no part of it: read at the start alone
 */
record RouteSources(Path routes, Path scores, Path lists, Path keys, Path policies, Path properties) {

    static final String SUFFIX = ".camel.yaml";

    /** The folder of routes that are no policy. */
    static final String LISTENERS = "listeners";

    /** The directory that the lists and the scores lie in. */
    Path config() {
        return lists.resolveSibling(".").normalize();
    }

    /** A file as it stands: changes when the file does. */
    record Stamp(long size, long modifiedNanos, String key) {

        boolean there() {
            return size >= 0;
        }
    }

    List<Path> routeFiles() {
        var out = new ArrayList<Path>();
        for (Path file : list(routes)) {
            if (file.getFileName().toString().endsWith(SUFFIX)) {
                out.add(file);
            }
        }
        if (out.isEmpty()) {
            throw new ConfigException(routes + " holds no *" + SUFFIX + ": without routes there is no policy");
        }
        return out;
    }

    /** All files with their stamps; two equal maps mean that nothing has changed. */
    Map<Path, Stamp> stamps() {
        var out = new TreeMap<Path, Stamp>();
        for (Path directory : List.of(routes, lists)) {
            for (Path file : list(directory)) {
                out.put(file, stamp(file));
            }
        }
        for (Path key : SigningKeys.files(keys)) {
            out.put(key, stamp(key));
        }
        out.put(scores, stamp(scores));
        out.put(policies, stamp(policies));
        return out;
    }

    /** How the file of properties stands. */
    Stamp propertiesStamp() {
        return stamp(properties);
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            // A link that leads nowhere is a mistake to be told, not a file less.
            return files.filter(file -> Files.isRegularFile(file) || Files.notExists(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw ConfigException.about(directory + " cannot be listed", directory, e);
        }
    }

    private static Stamp stamp(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            var time = attributes.lastModifiedTime().toInstant();
            return new Stamp(
                    attributes.size(),
                    time.getEpochSecond() * 1_000_000_000L + time.getNano(),
                    String.valueOf(attributes.fileKey()));
        } catch (IOException e) {
            return new Stamp(-1, 0, "absent");
        }
    }
}
