package org.serai.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of a few megabytes, mounted at a directory of a test, which can be filled to the last octet. */
final class SmallDisk implements AutoCloseable {

    private static final int PIECE = 1 << 20;

    /** What others may write while most of it is being taken. */
    private static final int REST = 16 << 20;

    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** At this directory, which is made. */
    static SmallDisk at(Path directory, int bytes) throws IOException {
        Needs.root();
        Files.createDirectories(directory);
        try {
            ChildProcess.run(
                    Needs.tool("mount").toString(), "-t", "tmpfs", "-o", "size=" + bytes, "none", directory.toString());
        } catch (IllegalStateException | AssertionError e) {
            throw Needs.absent("no file system can be mounted here: " + e.getMessage());
        }
        return new SmallDisk(directory);
    }

    private Path filling() {
        return directory.resolve("fill");
    }

    /** Until so much is free; 0: nothing. */
    void fill(long free) throws IOException {
        long most = Files.getFileStore(directory).getUsableSpace() - free - REST;
        if (most > 0) {
            // Without a byte written.
            ChildProcess.run(
                    Needs.tool("fallocate").toString(),
                    "-l",
                    Long.toString(most),
                    filling().toString());
        }
        try (OutputStream out =
                Files.newOutputStream(filling(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                long usable = Files.getFileStore(directory).getUsableSpace() - free;
                if (usable <= 0) {
                    return;
                }
                out.write(new byte[(int) Math.min(PIECE, usable)]);
            }
        } catch (IOException full) {
            // Others write as well.
            if (!Files.exists(filling())) {
                throw full;
            }
        }
    }

    void empty() throws IOException {
        Files.deleteIfExists(filling());
    }

    @Override
    public void close() {
        ChildProcess.run(Needs.tool("umount").toString(), "-l", directory.toString());
    }
}
