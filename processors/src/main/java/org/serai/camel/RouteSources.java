package org.serai.camel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
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
 * @param config the directory of what properties name beside these, such as databases
 * @param properties no part of it: read at the start alone
 */
record RouteSources(Path routes, Path config, Path scores, Path lists, Path keys, Path policies, Path properties) {

    static final String SUFFIX = ".camel.yaml";

    private static final String LIST_SUFFIX = ".txt";

    private static final FileTime NEVER = FileTime.fromMillis(0);

    /** The folder of routes that are no policy. */
    static final String LISTENERS = "listeners";

    /**
     * A file as it stands: changes when the file does, or who may read it.
     *
     * @param size octets; -1: there is none
     */
    record Stamp(long size, FileTime modified, FileTime changed, String key) {

        private static final Stamp ABSENT = new Stamp(-1, NEVER, NEVER, "");

        boolean there() {
            return size >= 0;
        }
    }

    List<Path> routeFiles() {
        List<Path> out = list(routes, SUFFIX);
        if (out.isEmpty()) {
            throw new ConfigException(routes + " holds no *" + SUFFIX + ": without routes there is no policy");
        }
        return out;
    }

    /** All files with their stamps; two equal maps mean that nothing has changed. */
    Map<Path, Stamp> stamps() {
        var out = new TreeMap<Path, Stamp>();
        list(routes, SUFFIX).forEach(file -> out.put(file, stamp(file)));
        list(lists, "").forEach(file -> out.put(file, stamp(file)));
        for (Path key : SigningKeys.files(keys)) {
            out.put(key, stamp(key));
        }
        out.put(scores, stamp(scores));
        out.put(policies, stamp(policies));
        return out;
    }

    /** A list, which must not go unsaid: what has gone reads like an empty one. */
    boolean isList(Path file) {
        return file.startsWith(lists) && file.toString().endsWith(LIST_SUFFIX);
    }

    /** How the file of properties stands. */
    Stamp propertiesStamp() {
        return stamp(properties);
    }

    /**
     * Those of a directory, not of folders below. Hidden ones are none: editors put their swap and lock files beside what they edit.
     *
     * @throws ConfigException when it cannot be listed
     */
    static List<Path> list(Path directory, String suffix) {
        try (Stream<Path> files = Files.list(directory)) {
            // A link that leads nowhere is a mistake to be told, not a file less.
            return files.filter(file -> isNamed(file.getFileName().toString(), suffix))
                    .filter(file -> Files.isRegularFile(file) || Files.notExists(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw ConfigException.about(directory + " cannot be listed", directory, e);
        }
    }

    private static boolean isNamed(String name, String suffix) {
        return name.endsWith(suffix) && !name.startsWith(".");
    }

    private static Stamp stamp(Path file) {
        try {
            var said = Files.readAttributes(file, BasicFileAttributes.class);
            var changed = (FileTime) Files.getAttribute(file, "unix:ctime");
            return new Stamp(said.size(), said.lastModifiedTime(), changed, String.valueOf(said.fileKey()));
        } catch (IOException e) {
            return Stamp.ABSENT;
        }
    }
}
