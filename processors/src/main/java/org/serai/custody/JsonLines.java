package org.serai.custody;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** An append-only file of JSON lines, a new one each UTC day: {@code <name>-2026-11-24.jsonl}. One write a line. */
public final class JsonLines implements AutoCloseable {

    private final Path directory;
    private final String name;
    private final Clock clock;
    private @Nullable FileChannel file;
    private @Nullable LocalDate day;

    public JsonLines(Path directory, String name, Clock clock) throws IOException {
        PrivateFiles.createDirectories(directory);
        this.directory = directory;
        this.name = name;
        this.clock = clock;
    }

    /** Appends one line; it is in the operating system's hands when this returns, so a crash of this process keeps it. */
    public synchronized void append(String line) throws IOException {
        var bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            FileChannel channel = today();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            // Perhaps half the line stands there; opening the file again ends it.
            close();
            throw e;
        }
    }

    private FileChannel today() throws IOException {
        LocalDate now = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (file == null || !now.equals(day)) {
            close();
            Path path = directory.resolve(name + "-" + now + ".jsonl");
            file = PrivateFiles.open(path, CREATE, APPEND);
            day = now;
            if (unfinished(path)) {
                file.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }
        return file;
    }

    /** A full disk or a crash may have cut the last line; the next one must not grow on to it. */
    private static boolean unfinished(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, READ)) {
            var last = ByteBuffer.allocate(1);
            return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
