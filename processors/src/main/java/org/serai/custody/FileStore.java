package org.serai.custody;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import org.serai.mail.Content;

/**
 * Messages as files, {@code <id>.eml} with the very bytes and {@code <id>.json} beside it. {@link #put} returns only when
 * both are on the disk: each is written under another name, fsynced and renamed, then the directory is fsynced. The
 * {@code .eml} is renamed last, so that wherever one stands its {@code .json} does too. What a crash left unfinished was
 * never confirmed to anybody; it is removed at the next start.
 */
public final class FileStore implements MessageStore {

    private static final String UNFINISHED = ".part";

    private final Path directory;

    /** A store of its own directory, which is made when it is missing. */
    public FileStore(Path directory) throws IOException {
        this.directory = directory.toAbsolutePath().normalize();
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
            sync(made);
        }
    }

    private void removeUnfinished() throws IOException {
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(directory, ".*" + UNFINISHED)) {
            for (Path file : unfinished) {
                Files.delete(file);
            }
        }
    }

    /** Stores a message, on top of one with the same id. */
    @Override
    public void put(String id, Content content, String json) throws IOException {
        requireId(id);
        write(id + ".json", out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
        try {
            write(id + ".eml", out -> {
                try (InputStream in = content.open()) {
                    in.transferTo(out);
                }
            });
        } catch (IOException e) {
            Files.deleteIfExists(directory.resolve(id + ".json"));
            throw e;
        }
        sync(directory);
    }

    private static void requireId(String id) {
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

    private void write(String name, Writing writing) throws IOException {
        Path unfinished = directory.resolve("." + name + UNFINISHED);
        try (FileChannel file = PrivateFiles.open(unfinished, CREATE, TRUNCATE_EXISTING, WRITE)) {
            writing.to(Channels.newOutputStream(file));
            file.force(true);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
        Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }
}
