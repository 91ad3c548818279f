package org.serai.learn;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.serai.config.ConfigException;

/** Whether a file that ends with the CRC32C of what stands before could be read, without reading what it says. */
final class Integrity {

    private static final int PIECE = 1 << 16;

    private Integrity() {}

    /**
     * What is wrong with a file; 61 MB take some hundredths of a second.
     *
     * @param like one of the kind that it must be
     * @param kind in so many octets at the beginning all of a kind are the same
     * @return empty when nothing is
     * @throws IOException when {@code like} cannot be read, or nobody lets us read the file
     */
    static String wrong(Path file, Path like, int kind) throws IOException {
        byte[] expected;
        try (var in = Files.newInputStream(like)) {
            expected = in.readNBytes(kind);
        }
        var sum = new CRC32C();
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), PIECE))) {
            byte[] start = in.readNBytes(kind);
            if (!Arrays.equals(start, expected)) {
                return "it was written by another version or with other options";
            }
            sum.update(start);
            var piece = new byte[PIECE];
            for (long left = Files.size(file) - kind - Long.BYTES; left > 0; ) {
                int length = (int) Math.min(left, PIECE);
                in.readFully(piece, 0, length);
                sum.update(piece, 0, length);
                left -= length;
            }
            return in.readLong() == sum.getValue() ? "" : "its checksum is wrong";
        } catch (EOFException e) {
            return "it ends too early";
        } catch (AccessDeniedException e) {
            // It may well be whole.
            throw e;
        } catch (IOException e) {
            return ConfigException.reason(e);
        }
    }
}
