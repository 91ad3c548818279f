package org.serai.identity.dkim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.serai.config.ConfigException;
import org.serai.mail.DomainName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys of one directory, read once and never changed: to read a changed file, load again. */
public final class SigningKeys {

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    private final Map<String, List<SigningKey>> byDomain = new HashMap<>();

    private SigningKeys(List<SigningKey> keys) {
        for (SigningKey key : keys) {
            byDomain.computeIfAbsent(key.domain().ascii(), domain -> new ArrayList<>(2))
                    .add(key);
        }
    }

    /**
     * Reads all {@code <selector>._domainkey.<domain>.pem}; a directory that is not there has none.
     *
     * @throws ConfigException naming a file that is wrong
     */
    public static SigningKeys load(Path directory) {
        List<Path> files = files(directory);
        files.forEach(SigningKeys::warnOfReaders);
        return new SigningKeys(files.stream().map(SigningKey::read).toList());
    }

    /** The files that {@link #load} reads, sorted. */
    public static List<Path> files(Path directory) {
        if (Files.notExists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SigningKey.SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw ConfigException.about(directory + " cannot be listed", directory, e);
        }
    }

    private static void warnOfReaders(Path file) {
        try {
            var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
                LOG.warn("{} can be read by everybody on this machine: chmod 600 it", file);
            }
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        }
    }

    /** Those of the author's domain; where it has none, those of the next domain above it that has some. */
    List<SigningKey> of(DomainName author) {
        String name = author.ascii();
        while (true) {
            List<SigningKey> keys = byDomain.get(name);
            int dot = name.indexOf('.');
            if (keys != null || dot < 0) {
                return keys == null ? List.of() : keys;
            }
            name = name.substring(dot + 1);
        }
    }
}
