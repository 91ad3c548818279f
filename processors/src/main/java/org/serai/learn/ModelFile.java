package org.serai.learn;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
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

    private final Path file;
    private final Path before;

    /**
     * A file that need not exist yet.
     *
     * @param data {@code data.dir}
     */
    public ModelFile(Path data) {
        file = data.resolve("learn").resolve("model");
        before = data.resolve("learn").resolve("model.before");
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
        try {
            return read(file, options);
        } catch (IOException e) {
            if (!Files.exists(before)) {
                throw unreadable(e);
            }
            LOG.error("{} cannot be read, {}: what was saved before it is used, {}", file, e.getMessage(), before);
        }
        try {
            return read(before, options);
        } catch (IOException e) {
            throw unreadable(e);
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
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock();
        return new Lock(channel);
    }

    /** When it was saved last. */
    FileTime saved() throws IOException {
        return Files.getLastModifiedTime(file);
    }

    private ConfigException unreadable(IOException e) {
        return new ConfigException(
                "What the classifiers have learned cannot be read, " + file + ": " + e.getMessage()
                        + ". Restore the file from a backup, or move it away and train again.",
                e);
    }

    private static Model read(Path file, Model.Options options) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return read(in, options);
        } catch (NoSuchFileException e) {
            throw new IOException("it is not there", e);
        }
    }

    /** What {@link #write} wrote. */
    static Model read(InputStream from, Model.Options options) throws IOException {
        var model = new Model(options);
        var checked = new CheckedInputStream(new BufferedInputStream(from, 1 << 16), new CRC32C());
        var in = new DataInputStream(checked);
        try {
            if (!in.readUTF().equals(MAGIC)) {
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

    /** Saves a model; what was saved before stays beside it. The new one is on disk before the old one moves. */
    public void save(Model model) {
        try {
            Files.createDirectories(file.getParent());
            Path next = Files.createTempFile(file.getParent(), "model.", ".part");
            try {
                write(model, next);
                if (Files.exists(file)) {
                    Files.move(file, before, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("What was learned cannot be saved in " + file.getParent(), e);
        }
    }

    private static void write(Model model, Path next) throws IOException {
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            write(model, Channels.newOutputStream(channel));
            channel.force(true);
        }
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

    /** Keeps a model beside the file, in {@code model.alone}, which is told. */
    Path keep(Model model) {
        Path to = file.resolveSibling("model.alone");
        copy(model, to);
        return to;
    }

    private static void copy(Model model, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Path next = Files.createTempFile(to.getParent(), "model.", ".part");
            try {
                write(model, next);
                Files.move(next, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(next);
            }
        } catch (IOException e) {
            throw ConfigException.about(to + " cannot be written", to, e);
        }
    }
}
