package org.serai.custody;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that nobody but us may read: mail is not everybody's. */
public final class PrivateFiles {

    private PrivateFiles() {}

    /** Makes the directory and those above it that are missing, 0700. */
    public static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Puts on disk which files a directory has, such as after one was renamed. */
    public static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory)) {
            channel.force(true);
        }
    }

    /** Opens the file, and makes it 0600 when it is missing. */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(
                file,
                Set.of(options),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
}
