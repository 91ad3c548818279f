package org.serai.learn;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model on disk: {@code data.dir/learn/model}, and beside it the one before, which is read when that is broken. */
public final class ModelFile {

    private static final Logger LOG = LoggerFactory.getLogger(ModelFile.class);
    private static final String MAGIC = "serai model 2";

    private static final Set<StandardOpenOption> WRITING =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

    /** It names users. */
    static final FileAttribute<Set<PosixFilePermission>> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** What a model must begin with that another one may take the place of: magic, features, window and order. */
    private static final int KIND = 2 + MAGIC.length() + 3 * Integer.BYTES;

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
     * @throws ConfigException when there is a file and neither it nor the one before can be read
     */
    public Model load(Model.Options options) {
        if (!Files.exists(file) && !Files.exists(before)) {
            return new Model(options);
        }
        IOException broken;
        try {
            return read(file, options);
        } catch (IOException e) {
            if (!Files.exists(before)) {
                throw unreadable(e);
            }
            broken = e;
        }
        try {
            Model model = read(before, options);
            LOG.error(
                    "{} cannot be read, {}: what was saved before it is used, {}",
                    file,
                    ConfigException.reason(broken),
                    before);
            return model;
        } catch (IOException e) {
            throw unreadable(broken, e);
        }
    }

    /**
     * What was saved last, and not what was saved before it: for one who knows more than that.
     *
     * @throws ConfigException when it cannot be read
     */
    Model loadLast(Model.Options options) {
        try {
            return read(file, options);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The right to save, as long as it is not closed; it ends with the process as well. */
    public static final class Lock implements AutoCloseable {

        private final FileChannel channel;

        private Lock(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.warn("The lock of what was learned cannot be closed", e);
            }
        }
    }

    /** The file that is locked, {@code data.dir/learn/lock}. */
    public Path lockFile() {
        return file.resolveSibling("lock");
    }

    /**
     * The right to save, for one who loads after this and closes it after the last {@link #save}: else two would overwrite each other.
     *
     * @return null while somebody else has it, in this process or another one
     */
    public @Nullable Lock tryLock() throws IOException {
        FileChannel channel = openLock();
        try {
            if (channel.tryLock() != null) {
                return new Lock(channel);
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("Locked in this process", e);
        }
        channel.close();
        return null;
    }

    /** As {@link #tryLock}, as soon as no other process has it. */
    public Lock lock() throws IOException {
        FileChannel channel = openLock();
        channel.lock();
        return new Lock(channel);
    }

    private FileChannel openLock() throws IOException {
        Path directory = file.resolveSibling(".").normalize();
        boolean missing = !Files.exists(directory);
        Files.createDirectories(directory);
        if (missing) {
            giveAway(directory);
        }
        FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            giveAway(lockFile());
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** When it was saved last. */
    FileTime saved() throws IOException {
        return Files.getLastModifiedTime(file);
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
            return read(in, options);
        }
    }

    /** What {@link #write} wrote. */
    static Model read(InputStream from, Model.Options options) throws IOException {
        var model = new Model(options);
        var checked = new CheckedInputStream(new BufferedInputStream(from, 1 << 16), new CRC32C());
        var in = new DataInputStream(checked);
        try {
            if (!Arrays.equals(in.readNBytes(2 + MAGIC.length()), magic())) {
                throw new IOException("it is no model of this version");
            }
            model.read(in);
            long sum = checked.getChecksum().getValue();
            if (in.readLong() != sum) {
                throw new IOException("its checksum is wrong");
            }
        } catch (EOFException e) {
            throw new IOException("it ends too early", e);
        }
        return model;
    }

    private static byte[] magic() throws IOException {
        var out = new ByteArrayOutputStream();
        new DataOutputStream(out).writeUTF(MAGIC);
        return out.toByteArray();
    }

    /**
     * Saves a model. The new one is on disk before the old one moves; that stays beside it, unless it is broken or of another kind: what was
     * saved before it is worth more then.
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

    /** Makes the file that was saved last the one before, if it can be read. */
    private void shelve() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        String wrong = Integrity.wrong(file, part, KIND);
        if (wrong.isEmpty()) {
            Files.move(file, before, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            LOG.error(
                    "{} cannot be read, {}: what is saved now takes its place, and {} stays as it was",
                    file,
                    wrong,
                    before);
        }
    }

    /** What must be done when a model is on disk, and before it has its name. */
    private interface Before {
        void move() throws IOException;
    }

    /** Writes a model beside its file, and gives it that name when it is on disk. */
    private static void write(Model model, Path next, Path to, Before before) throws IOException {
        try {
            try (FileChannel channel = FileChannel.open(next, WRITING, OURS)) {
                write(model, Channels.newOutputStream(channel));
                channel.force(true);
            }
            giveAway(next);
            before.move();
            Files.move(next, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(to.resolveSibling("."))) {
                directory.force(true);
            }
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** To the owner of its directory: what root has trained, the service must read and replace. */
    static void giveAway(Path made) throws IOException {
        UserPrincipal owner = Files.getOwner(made.resolveSibling("."));
        if (!owner.equals(Files.getOwner(made))) {
            Files.setOwner(made, owner);
        }
    }

    /**
     * Clears away what a kill has left of a model half written. Nobody else may be at work on it: for the one who
     * alone calls {@link #keep}, with the lock.
     */
    void clear() {
        for (Path left : List.of(part, part(alone))) {
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
        return Files.exists(part) || Files.exists(part(alone));
    }

    /** A model with a checksum at its end. */
    static void write(Model model, OutputStream to) throws IOException {
        var checked = new CheckedOutputStream(new BufferedOutputStream(to, 1 << 16), new CRC32C());
        var out = new DataOutputStream(checked);
        out.writeUTF(MAGIC);
        model.write(out);
        out.writeLong(checked.getChecksum().getValue());
        out.flush();
    }

    /**
     * Writes what was saved last into a file anywhere.
     *
     * @throws ConfigException when nothing was, or it cannot be read or written
     */
    public Model export(Path to, Model.Options options) {
        if (!Files.exists(file) && !Files.exists(before)) {
            throw new ConfigException("Nothing was learned yet: there is no " + file);
        }
        Model model = load(options);
        copy(model, to.toAbsolutePath());
        return model;
    }

    /**
     * Saves what {@link #export} wrote in the place of all that was learned here; nodes that share what they learn take it over.
     *
     * @throws ConfigException when it cannot be read
     */
    public Model replace(Path from, Model.Options options) {
        Model model;
        try {
            model = read(from, options);
        } catch (IOException e) {
            throw ConfigException.about(from + " cannot be imported", from, e);
        }
        model.reached(Position.IMPORTED, true);
        save(model);
        return model;
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
