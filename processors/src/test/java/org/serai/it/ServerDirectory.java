package org.serai.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** A private directory that a mail server's own user can reach: JUnit's are 0700, and not every /tmp is open. */
final class ServerDirectory implements AutoCloseable {

    private final Path path;

    private ServerDirectory(Path path) {
        this.path = path;
    }

    private static ServerDirectory create(String name) {
        Path parent = Stream.of(System.getProperty("java.io.tmpdir"), "/var/tmp", "/dev/shm", "/run")
                .map(Path::of)
                .filter(ServerDirectory::reachable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no temporary directory that every user can enter"));
        try {
            Path path = Files.createTempDirectory(parent, "serai-" + name);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            return new ServerDirectory(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server in a directory of its own, which goes with it where it cannot be started. */
    static <T> T of(String name, Function<ServerDirectory, T> server) {
        ServerDirectory directory = create(name);
        try {
            return server.apply(directory);
        } catch (AssertionError | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static boolean reachable(Path directory) {
        for (Path at = directory; at != null; at = at.getParent()) {
            try {
                if (!Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return false;
                }
            } catch (IOException missing) {
                return false;
            }
        }
        return Files.isWritable(directory);
    }

    Path path() {
        return path;
    }

    Path file(String name, String content) {
        try {
            return Files.writeString(path.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A directory in it that belongs to this user. */
    Path owned(String name, String user) {
        try {
            Path directory = Files.createDirectories(path.resolve(name));
            Files.setOwner(
                    directory,
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What lies in {@code new} of a Maildir, in the order of its file names. */
    static List<byte[]> maildir(Path maildir) {
        // A file that is delivered meanwhile, from tmp to new, goes while the tree is walked.
        return await().pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> delivered(maildir), Objects::nonNull);
    }

    private static List<byte[]> delivered(Path maildir) throws IOException {
        try (var files = Files.walk(maildir)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("/new/"))
                    .sorted()
                    .map(ServerDirectory::read)
                    .toList();
        }
    }

    static void empty(Path maildir) {
        try (var files = Files.walk(maildir)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // A child of the server that outlives it by a moment may still write.
        await().pollDelay(Duration.ZERO).ignoreExceptions().until(this::delete);
    }

    private boolean delete() throws IOException {
        try (var files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
        return Files.notExists(path);
    }
}
