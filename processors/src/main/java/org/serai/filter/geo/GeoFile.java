package org.serai.filter.geo;

import com.maxmind.db.NoCache;
import com.maxmind.db.Reader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file in MaxMind's format that an operator provides. Once a minute it is looked whether it has been replaced, and then read anew; a new one that
 * cannot be read is told, and the old one goes on.
 */
final class GeoFile {

    private static final Logger LOG = LoggerFactory.getLogger(GeoFile.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final Path path;
    private final Clock clock;
    private Version version;
    private Instant next;
    private volatile Reader reader;

    /** What changes when a file is replaced. */
    private record Version(Object time, long size, @Nullable Object key) {

        static Version of(Path path) throws IOException {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    /** @throws ConfigException when it cannot be read */
    GeoFile(Path path, Clock clock) {
        this.path = path;
        this.clock = clock;
        this.next = clock.instant().plus(PERIOD);
        try {
            version = Version.of(path);
            reader = open();
        } catch (IOException e) {
            throw ConfigException.about(path + " cannot be read as a file of MaxMind's format", path, e);
        }
    }

    private Reader open() throws IOException {
        // Mapped: databases with cities have a hundred megabytes. Who is done with one leaves it to the collector,
        // since others may read it.
        return new Reader(path.toFile(), Reader.FileMode.MEMORY_MAPPED, NoCache.getInstance());
    }

    /**
     * What it has about an address; empty where it has nothing.
     *
     * @throws IOException when it is broken there
     */
    Map<?, ?> about(InetAddress address) throws IOException {
        renew();
        Map<?, ?> found = reader.get(address, Map.class);
        return found == null ? Map.of() : found;
    }

    private synchronized void renew() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(PERIOD);
        try {
            Version there = Version.of(path);
            if (!there.equals(version)) {
                reader = open();
                version = there;
                LOG.info("{} has been replaced and is read anew", path);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read, the former one goes on: {}", path, e.toString());
        }
    }
}
