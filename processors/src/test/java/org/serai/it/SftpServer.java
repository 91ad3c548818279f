package org.serai.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real OpenSSH on loopback that serves files of one directory to this user, by a key. */
final class SftpServer implements AutoCloseable {

    private final Path directory;
    private final int port = Ports.free();
    private ChildProcess child;

    private SftpServer(Path directory) throws IOException {
        this.directory = directory;
        for (String key : List.of("host", "user")) {
            ChildProcess.run(
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    directory.resolve(key).toString());
        }
        Files.createDirectories(files());
        Files.writeString(
                directory.resolve("known_hosts"),
                "[127.0.0.1]:%d %s".formatted(port, Files.readString(directory.resolve("host.pub"))));
        Files.writeString(
                directory.resolve("sshd_config"),
                """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %2$s/host
                PidFile none
                AuthorizedKeysFile %2$s/user.pub
                StrictModes no
                UsePAM no
                PasswordAuthentication no
                Subsystem sftp internal-sftp -d %3$s
                """
                        .formatted(port, directory, files()));
        child = launch();
    }

    static SftpServer start(Path directory) throws IOException {
        Needs.tool("sshd");
        if (System.getProperty("user.name").equals("root")) {
            // sshd wants it there before it gives up what root may do.
            Files.createDirectories(Path.of("/run/sshd"));
        }
        return new SftpServer(Files.createDirectories(directory));
    }

    private ChildProcess launch() {
        var started = ChildProcess.start(
                directory,
                directory.resolve("sshd.log"),
                Map.of(),
                List.of(
                        Needs.tool("sshd").toAbsolutePath().toString(),
                        "-D",
                        "-e",
                        "-f",
                        directory.resolve("sshd_config").toString()));
        started.awaitPort(port, Duration.ofSeconds(30));
        return started;
    }

    /** What it serves. */
    Path files() {
        return directory.resolve("files");
    }

    /** A directory of it, as Camel names that. */
    String uri(String name) {
        return "sftp://%s@127.0.0.1:%d/%s?privateKeyFile=%s&knownHostsFile=%s&strictHostKeyChecking=yes"
                .formatted(
                        System.getProperty("user.name"),
                        port,
                        name,
                        directory.resolve("user"),
                        directory.resolve("known_hosts"));
    }

    void stop() {
        child.close();
    }

    void restart() {
        child = launch();
    }

    @Override
    public void close() {
        child.close();
    }
}
