package org.serai.learn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model on disk: {@code data.dir/learn/model}, and beside it the one before, which is read when that is broken. */
public final class ModelFile {

    private static final Logger LOG = LoggerFactory.getLogger(ModelFile.class);

    private static final Set<StandardOpenOption> WRITING =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

    /** It names users. */
    static final FileAttribute<Set<PosixFilePermission>> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final Path before;

    /** Written by who holds the lock; what a kill has left of it is overwritten. */
    private final Path part;

    private final Path alone;

    /**
     * A file that need not exist yet.
     *
     * @param data {@code data.dir}
     */
    public ModelFile(Path data) {
        file = data.resolve("learn").resolve("model");
        before = file.resolveSibling("model.before");
        part = part(file);
        alone = file.resolveSibling("model.alone");
    }

    private static Path part(Path of) {
        return of.resolveSibling(of.getFileName() + ".part");
    }

    /**
     * What was saved last, or a new model when nothing was.
     *
     * @throws ConfigException when there is a file and neither it nor the one before is whole, or it cannot be read
     */
    public Model load(Model.Options options) {
        if (Files.notExists(file) && Files.notExists(before)) {
            return new Model(options);
        }
        IOException broken;
        try {
            return read(file, options);
        } catch (BrokenModelException | NoSuchFileException e) {
            if (Files.notExists(before)) {
                throw unreadable(e);
            }
            broken = e;
        } catch (IOException e) {
            throw unavailable(file, e);
        }
        try {
            Model model = read(before, options);
            LOG.error(
                    "{} cannot be read, {}: what was saved before it is used, {}",
                    file,
                    ConfigException.reason(broken),
                    before);
            return model;
        } catch (BrokenModelException | NoSuchFileException e) {
            throw unreadable(broken, e);
        } catch (IOException e) {
            throw unavailable(before, e);
        }
    }

    /**
     * What was saved last, and not what was saved before it: for one who knows more than that.
     *
     * @throws ConfigException when it is broken, so that nothing is lost with it
     * @throws IOException when it cannot be read, or is whole and of another kind
     */
    Model loadLast(Model.Options options) throws IOException {
        try {
            return read(file, options);
        } catch (BrokenModelException | NoSuchFileException e) {
            if (Files.exists(file) && Integrity.wrong(file).isEmpty()) {
                throw new IOException(ConfigException.reason(e), e);
            }
            throw unreadable(e);
        }
    }

    /** The file that is locked, {@code data.dir/learn/lock}. */
    public Path lockFile() {
        return file.resolveSibling("lock");
    }

    /** As {@link ModelLock#tryLock}, of this model. */
    public @Nullable ModelLock tryLock() throws IOException {
        return ModelLock.tryLock(lockFile());
    }

    /** As {@link ModelLock#lock}, of this model. */
    public ModelLock lock() throws IOException {
        return ModelLock.lock(lockFile());
    }

    /** The file itself, {@code data.dir/learn/model}. */
    Path path() {
        return file;
    }

    /** When it was saved last; null when it never was. */
    @Nullable
    FileTime saved() throws IOException {
        try {
            return Files.getLastModifiedTime(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Nobody knows what stands in it: nothing may take its place. */
    private static ConfigException unavailable(Path which, IOException e) {
        return ConfigException.about(
                "What the classifiers have learned cannot be read, " + which
                        + ", and stays as it is; please mend that and try again",
                which,
                e);
    }

    private ConfigException unreadable(IOException e) {
        return new ConfigException(
                "What the classifiers have learned cannot be read, " + file + ": " + ConfigException.reason(e)
                        + ". Restore the file from a backup, or move it away and train again.",
                e);
    }

    /** Of the file, and of the one before. */
    private ConfigException unreadable(IOException e, IOException older) {
        older.addSuppressed(e);
        return new ConfigException(
                "What the classifiers have learned cannot be read, " + file + ": " + ConfigException.reason(e)
                        + "; nor what was saved before it, " + before + ": " + ConfigException.reason(older)
                        + ". Restore one of them from a backup, as " + file
                        + ", or move both away and train again.",
                older);
    }

    private static Model read(Path file, Model.Options options) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return ModelFormat.read(in, options);
        }
    }

    /**
     * Saves a model. The new one is on disk before it takes the place of the old one; that stays beside it, unless it is broken or of another
     * kind: what was saved before it is worth more then. There is a whole {@code model} at any time.
     *
     * @throws UncheckedIOException when it cannot be written, or nobody knows whether the old one is broken; that stays
     */
    public void save(Model model) {
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(part);
            write(model, part, file, this::shelve);
        } catch (IOException e) {
            throw new UncheckedIOException("What was learned cannot be saved in " + file.getParent(), e);
        }
    }

    /** Gives the file that was saved last the name of the one before as well, if it can be read. */
    void shelve() throws IOException {
        if (Files.notExists(file)) {
            return;
        }
        String wrong = Integrity.alike(file, part, ModelFormat.KIND)
                ? Integrity.wrong(file)
                : "it was written by another version or with other options";
        if (!wrong.isEmpty()) {
            LOG.error(
                    "{} cannot be read, {}: what is saved now takes its place, and {} stays as it was",
                    file,
                    wrong,
                    before);
            return;
        }
        Path link = part(before);
        Files.deleteIfExists(link);
        try {
            Files.createLink(link, file);
        } catch (UnsupportedOperationException | FileSystemException e) {
            LOG.debug("The file system has no hard links", e);
            Files.move(file, before, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        Files.move(link, before, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // It stays where both are names of one file, as after a kill at this place.
        Files.deleteIfExists(link);
    }

    /** What must be done when a model is on disk, and before it has its name. */
    private interface Before {
        void move() throws IOException;
    }

    /** Writes a model beside its file, and gives it that name when it is on disk. */
    private static void write(Model model, Path next, Path to, Before before) throws IOException {
        try {
            try (FileChannel channel = FileChannel.open(next, WRITING, OURS)) {
                ModelFormat.write(model, Channels.newOutputStream(channel));
                channel.force(true);
            }
            ModelLock.giveAway(next);
            before.move();
            Files.move(next, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(to.resolveSibling("."))) {
                directory.force(true);
            }
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /**
     * Clears away what a kill has left of a model half written. Nobody else may be at work on it: for the one who
     * alone calls {@link #keep}, with the lock.
     */
    void clear() {
        for (Path left : parts()) {
            try {
                if (Files.deleteIfExists(left)) {
                    LOG.info("{} is cleared away: its writer was stopped before its end", left);
                }
            } catch (IOException e) {
                LOG.warn("{} cannot be cleared away: {}", left, ConfigException.reason(e));
            }
        }
    }

    /** Whether there is something to clear away. */
    boolean littered() {
        return parts().stream().anyMatch(Files::exists);
    }

    private List<Path> parts() {
        return List.of(part, part(before), part(alone));
    }

    /**
     * Writes what was saved last into a file anywhere.
     *
     * @throws ConfigException when nothing was, or it cannot be read or written
     */
    public Model export(Path to, Model.Options options) {
        if (Files.notExists(file) && Files.notExists(before)) {
            throw new ConfigException("Nothing was learned yet: there is no " + file);
        }
        Model model = load(options);
        copy(model, to.toAbsolutePath());
        return model;
    }

    /**
     * Saves what {@link #export} wrote in the place of all that was learned here; nodes that share what they learn take it over. Only who holds
     * {@link #lock} may.
     *
     * @throws ConfigException when it cannot be read, or what was learned here is of another kind, so that it would be lost
     */
    public Model replace(Path from, Model.Options options) {
        Model model;
        try {
            model = read(from, options);
        } catch (IOException e) {
            throw ConfigException.about(from + " cannot be imported", from, e);
        }
        for (Path each : List.of(file, before)) {
            requireLike(from, each);
        }
        model.reached(Position.IMPORTED, true);
        save(model);
        return model;
    }

    /** What is broken, or is not there, is no loss. */
    private static void requireLike(Path imported, Path old) {
        try {
            if (Files.notExists(old)
                    || Integrity.alike(imported, old, ModelFormat.KIND)
                    || !Integrity.wrong(old).isEmpty()) {
                return;
            }
        } catch (IOException e) {
            throw unavailable(old, e);
        }
        throw new ConfigException(
                "Nothing is imported: " + old + " was trained by another version of Serai, or with another"
                        + " learn.bayes-window or learn.hmm-order, and would be lost. Move it away, and import again.");
    }

    /** Keeps a model beside the file, in {@code model.alone}, which is told. Only one may at a time. */
    Path keep(Model model) {
        try {
            Files.createDirectories(alone.getParent());
            Files.deleteIfExists(part(alone));
            write(model, part(alone), alone, () -> {});
        } catch (IOException e) {
            throw ConfigException.about(alone + " cannot be written", alone, e);
        }
        return alone;
    }

    private static void copy(Model model, Path to) {
        try {
            Files.createDirectories(to.getParent());
            // Two may export into the same file.
            write(model, Files.createTempFile(to.getParent(), "model.", ".part"), to, () -> {});
        } catch (IOException e) {
            throw ConfigException.about(to + " cannot be written", to, e);
        }
    }
}
