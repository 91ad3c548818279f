package org.serai.custody;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far a reader of the {@link Journal} has come, in a file of its own. A loss of power may set it back; then it reads again. */
public final class Cursor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cursor.class);

    private static final int DIGITS = 20;

    private final FileChannel file;
    private volatile long position;

    /**
     * Opens the file, or makes it.
     *
     * @param begin where to begin when it is new, cannot be read, or is behind that
     * @param end where the journal ends
     */
    public Cursor(Path path, long begin, long end) throws IOException {
        file = PrivateFiles.open(path, CREATE, READ, WRITE);
        long read = read(path, file);
        if (read > end) {
            LOG.error("{} is beyond the end of the journal, which is read from its beginning", path);
            read = 0;
        }
        position = Math.max(read, begin);
    }

    /** Where the reader of this file has come to; 0 when there is none. */
    public static long read(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, READ)) {
            return read(path, file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static long read(Path path, FileChannel file) throws IOException {
        var buffer = ByteBuffer.allocate(DIGITS);
        int length = file.read(buffer, 0);
        if (length < 0) {
            return 0;
        }
        try {
            return Long.parseLong(new String(buffer.array(), 0, length, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            LOG.error("{} is damaged; the journal is read from its beginning", path);
            return 0;
        }
    }

    /** Octets since the journal began. */
    public long position() {
        return position;
    }

    /** Goes on; in the operating system's hands when this returns. */
    public void moveTo(long next) throws IOException {
        byte[] digits = String.format("%0" + DIGITS + "d", next).getBytes(StandardCharsets.US_ASCII);
        file.write(ByteBuffer.wrap(digits), 0);
        position = next;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
