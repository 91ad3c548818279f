package org.serai.custody;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.serai.mail.Content;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages as files, {@code <id>.eml} with the very bytes and {@code <id>.json} beside it. {@link #put} returns only when
 * both are on the disk: each is written under another name and fsynced, both are renamed, then the directory is fsynced. The
 * {@code .eml} is renamed last, so that wherever one stands its {@code .json} does too. What a crash left unfinished, or held, was
 * never confirmed to anybody; it is removed an hour later, at a start or by {@link #tidy}, for another Serai may hold a copy in the
 * same directory.
 */
public final class FileStore implements MessageStore {

    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

    private static final String UNFINISHED = ".part";

    private static final String LINE = ".json";

    /** Longer than any transaction waits for its end. */
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final Path directory;
    private final Clock clock;

    /** A store of a directory, which is made when it is missing. */
    public FileStore(Path directory, Clock clock) throws IOException {
        this.directory = directory.toAbsolutePath().normalize();
        this.clock = clock;
        Deque<Path> toSync = new ArrayDeque<>();
        for (Path at = this.directory; at != null; at = at.getParent()) {
            toSync.add(at);
            if (Files.exists(at)) {
                break;
            }
        }
        PrivateFiles.createDirectories(this.directory);
        removeUnfinished();
        for (Path made : toSync) {
            PrivateFiles.sync(made);
        }
    }

    /** Removes what was forgotten for an hour; for a scheduler. What cannot be removed is told in the log. */
    public void tidy() {
        try {
            removeUnfinished();
            removeLines();
        } catch (IOException e) {
            LOG.warn("{}: unfinished messages cannot be removed: {}", directory, e.toString());
        }
    }

    private void removeUnfinished() throws IOException {
        FileTime before = FileTime.from(clock.instant().minus(FORGOTTEN));
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(directory, ".*" + UNFINISHED)) {
            for (Path file : unfinished) {
                try {
                    if (Files.getLastModifiedTime(file).compareTo(before) < 0) {
                        Files.delete(file);
                    }
                } catch (NoSuchFileException e) {
                    LOG.debug("{} is finished or removed by another Serai", file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Lines that a crash has left without their bytes, between two names: they say whose mail it was, and nobody looks for them. */
    private void removeLines() throws IOException {
        FileTime before = FileTime.from(clock.instant().minus(FORGOTTEN));
        try (DirectoryStream<Path> lines = Files.newDirectoryStream(directory, "[!.]*" + LINE)) {
            for (Path line : lines) {
                String name = line.getFileName().toString();
                String id = name.substring(0, name.length() - LINE.length());
                try {
                    if (Files.getLastModifiedTime(line).compareTo(before) < 0
                            && Files.notExists(directory.resolve(id + FileArchive.BYTES))) {
                        Files.delete(line);
                    }
                } catch (NoSuchFileException e) {
                    LOG.debug("{} is removed by another", line);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Writes a message that will stand on top of one with the same id. */
    @Override
    public Held hold(String id, Content content, String json) throws IOException {
        requireId(id);
        var held = new HeldFiles(directory, id);
        try {
            held.write(held.json(), out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
            held.write(held.eml(), out -> {
                try (InputStream in = content.open()) {
                    in.transferTo(out);
                }
            });
        } catch (IOException | RuntimeException e) {
            held.withdraw();
            throw e;
        }
        return held;
    }

    /**
     * A name that cannot lead out of a directory.
     *
     * @throws IllegalArgumentException when it might
     */
    public static void requireId(String id) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("not a mail id");
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
                throw new IllegalArgumentException("not a mail id");
            }
        }
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /** Both files under names that {@link #removeUnfinished} finds. */
    private record HeldFiles(Path directory, String id) implements Held {

        String json() {
            return id + LINE;
        }

        String eml() {
            return id + FileArchive.BYTES;
        }

        private Path unfinished(String name) {
            return directory.resolve("." + name + UNFINISHED);
        }

        void write(String name, Writing writing) throws IOException {
            try (FileChannel file = PrivateFiles.open(unfinished(name), CREATE, TRUNCATE_EXISTING, WRITE)) {
                writing.to(Channels.newOutputStream(file));
                file.force(true);
            }
        }

        @Override
        public void confirm() throws IOException {
            Files.move(unfinished(json()), directory.resolve(json()), StandardCopyOption.ATOMIC_MOVE);
            try {
                Files.move(unfinished(eml()), directory.resolve(eml()), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                Files.deleteIfExists(directory.resolve(json()));
                throw e;
            }
            PrivateFiles.sync(directory);
        }

        @Override
        public void withdraw() throws IOException {
            Files.deleteIfExists(unfinished(eml()));
            Files.deleteIfExists(unfinished(json()));
        }
    }
}
