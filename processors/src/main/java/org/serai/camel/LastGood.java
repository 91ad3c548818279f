package org.serai.camel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.serai.config.ConfigException;
import org.serai.custody.PrivateFiles;
import org.serai.mail.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy that was in force last, for a start that finds its files refused: routes, lists, scores and policies as they stood when they were
 * taken, in one file, {@code last-good.zip}, which only Serai's user can read. Keys, properties, databases and listeners are not in it.
 */
final class LastGood {

    private static final Logger LOG = LoggerFactory.getLogger(LastGood.class);

    private static final String ROUTES = "routes/";
    private static final String LISTS = "config/lists/";
    private static final String SCORES = "config/scores.properties";
    private static final String POLICIES = "config/policies.yaml";

    /** With the hash of all names and octets, the comment of the file. */
    private static final String MAGIC = "policy of Serai, sha256 ";

    private final Path directory;
    private final Path file;
    private final Path restored;
    private final long most;
    private volatile String state = "not kept yet";

    /**
     * A place for one.
     *
     * @param directory need not exist
     * @param most octets of all files together
     */
    LastGood(Path directory, long most) {
        this.directory = directory;
        this.file = directory.resolve("last-good.zip");
        this.restored = directory.resolve("restored");
        this.most = most;
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** When its files were taken, to the second. */
    Instant time() {
        try {
            return Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@link #keep} came to, in words. */
    String state() {
        return state;
    }

    /** It holds just these files; false also where either cannot be read, which is told by whoever needs it. */
    boolean isOf(RouteSources files) {
        try {
            return sum(files).equals(comment());
        } catch (IOException | ConfigException e) {
            LOG.debug("Not the same", e);
            return false;
        }
    }

    /**
     * Keeps these files. Where they no longer stand as they were taken, the edit that is coming keeps its own. What cannot be kept is told;
     * then nothing is, for an older policy is none that was in force last.
     */
    void keep(RouteSources files, Map<Path, RouteSources.Stamp> asTaken) {
        try {
            if (!isOf(files)) {
                write(files, asTaken);
            }
            delete(restored);
            state = "kept in " + file;
        } catch (IOException | RuntimeException e) {
            state = "not kept: " + (e instanceof IOException io ? ConfigException.reason(io) : e.getMessage());
            LOG.warn("What is in force cannot be kept in {}, so a start needs files that pass: {}", file, state);
            drop();
        }
    }

    private void write(RouteSources files, Map<Path, RouteSources.Stamp> asTaken) throws IOException {
        PrivateFiles.createDirectories(directory);
        Path part = directory.resolve("last-good.part");
        Files.deleteIfExists(part);
        try {
            try (FileChannel channel =
                    PrivateFiles.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                var zip = new ZipOutputStream(Channels.newOutputStream(channel), UTF_8);
                zip.setComment(MAGIC + pack(files, zip));
                zip.finish();
                channel.force(true);
            }
            if (files.stamps().equals(asTaken)) {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
                PrivateFiles.sync(directory);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** The comment that a copy of these files would have. */
    private String sum(RouteSources files) throws IOException {
        return MAGIC + pack(files, new ZipOutputStream(OutputStream.nullOutputStream(), UTF_8));
    }

    /** Writes all files; returns the hash of names and octets. */
    private String pack(RouteSources files, ZipOutputStream zip) throws IOException {
        var bounded = new Bounded(most);
        for (Map.Entry<String, Path> each : entries(files).entrySet()) {
            var entry = new ZipEntry(each.getKey());
            entry.setLastModifiedTime(Files.getLastModifiedTime(each.getValue()));
            zip.putNextEntry(entry);
            try (InputStream in = Files.newInputStream(each.getValue())) {
                bounded.copy(each.getKey(), in, zip);
            }
            zip.closeEntry();
        }
        return bounded.hash();
    }

    private static SortedMap<String, Path> entries(RouteSources files) {
        var out = new TreeMap<String, Path>();
        RouteSources.list(files.routes(), RouteSources.SUFFIX)
                .forEach(route -> out.put(ROUTES + route.getFileName(), route));
        RouteSources.list(files.lists(), "").forEach(list -> out.put(LISTS + list.getFileName(), list));
        for (var each :
                Map.of(SCORES, files.scores(), POLICIES, files.policies()).entrySet()) {
            if (Files.exists(each.getValue())) {
                out.put(each.getKey(), each.getValue());
            }
        }
        return out;
    }

    /**
     * Its files in a directory of their own, with keys and databases as they are at hand.
     *
     * @throws IOException when it is broken, or no place can be had
     */
    RouteSources restore(RouteSources atHand) throws IOException {
        delete(restored);
        PrivateFiles.createDirectories(restored.resolve(ROUTES));
        PrivateFiles.createDirectories(restored.resolve(LISTS));
        var bounded = new Bounded(most);
        try (var zip = new ZipFile(file.toFile(), UTF_8)) {
            for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                Path target = restored.resolve(checked(entry.getName()));
                try (InputStream in = zip.getInputStream(entry);
                        FileChannel channel =
                                PrivateFiles.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    bounded.copy(entry.getName(), in, Channels.newOutputStream(channel));
                }
            }
            if (!(MAGIC + bounded.hash()).equals(zip.getComment())) {
                throw new IOException("its hash is wrong, so it is not as it was written");
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("it is no file of ours: " + e.getMessage(), e);
        }
        return new RouteSources(
                restored.resolve(ROUTES),
                atHand.config(),
                restored.resolve(SCORES),
                restored.resolve(LISTS),
                atHand.keys(),
                restored.resolve(POLICIES),
                atHand.properties());
    }

    /** The name of a file that a policy has, and none that leads elsewhere. */
    private static String checked(String name) throws IOException {
        String rest = name.startsWith(ROUTES)
                ? name.substring(ROUTES.length())
                : name.startsWith(LISTS) ? name.substring(LISTS.length()) : "";
        boolean plain = !rest.isEmpty() && !rest.startsWith(".") && rest.indexOf('/') < 0 && rest.indexOf('\\') < 0;
        if (!plain && !name.equals(SCORES) && !name.equals(POLICIES)) {
            throw new IOException("a policy has no file " + LogLine.escaped(name));
        }
        return name;
    }

    private String comment() throws IOException {
        try (var zip = new ZipFile(file.toFile(), UTF_8)) {
            return String.valueOf(zip.getComment());
        }
    }

    /** From now on there is none. */
    void drop() {
        try {
            Files.deleteIfExists(file);
            delete(restored);
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be deleted, {}: do it by hand, as it may be older than what was in force last", file, e);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }

    /** Copies files of so many octets together, and hashes them with their names. */
    private static final class Bounded {

        private final long most;
        private final Sha256 hash = new Sha256();
        private long octets;

        Bounded(long most) {
            this.most = most;
        }

        void copy(String name, InputStream from, OutputStream to) throws IOException {
            text(name);
            long before = octets;
            var buffer = new byte[8192];
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                octets += read;
                if (octets > most) {
                    throw new IOException("routes, lists, scores and policies have more than " + most
                            + " octets (policy.last-good-max-size)");
                }
                hash.update(buffer, 0, read);
                to.write(buffer, 0, read);
            }
            text(String.valueOf(octets - before));
        }

        private void text(String text) {
            byte[] line = (text + "\n").getBytes(UTF_8);
            hash.update(line, 0, line.length);
        }

        String hash() {
            return hash.hex();
        }
    }
}
