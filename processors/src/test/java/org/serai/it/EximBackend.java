package org.serai.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Exim with a configuration and a spool of its own, run from a copy that its unprivileged user can reach. */
final class EximBackend extends Backend {

    private static final String USER = "Debian-exim";

    private final ChildProcess daemon;

    private EximBackend(ServerDirectory directory, Path installed, String recipients) {
        super(directory, USER);
        this.daemon = startDaemon(installed, recipients);
    }

    static EximBackend start() {
        return start("  accept domains = +local_domains");
    }

    /** @param recipients statements of its ACL for RCPT */
    static EximBackend start(String recipients) {
        Needs.root();
        Path exim = Needs.exim();
        return ServerDirectory.of("exim", directory -> new EximBackend(directory, exim, recipients));
    }

    private ChildProcess startDaemon(Path installed, String recipients) {
        Path base = directory.path();
        Path binary = base.resolve("exim");
        try {
            Files.copy(installed, binary);
            Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        directory.owned("spool", USER);
        Path configuration = directory.file(
                "exim.conf",
                """
                exim_path = %1$s/exim
                spool_directory = %1$s/spool
                log_file_path = %1$s/spool/%%slog
                pid_file_path = %1$s/spool/exim.pid
                primary_hostname = backend.example
                local_interfaces = 127.0.0.1
                disable_ipv6
                daemon_smtp_ports = %2$d
                domainlist local_domains = %3$s
                message_size_limit = 100M
                acl_smtp_rcpt = recipient
                acl_smtp_data = content
                smtp_accept_max = 200
                smtp_accept_max_per_connection = 0
                smtp_accept_queue_per_connection = 0
                smtp_enforce_sync = false
                tls_advertise_hosts =
                host_lookup =
                keep_environment =
                never_users =
                begin acl
                recipient:
                %5$s
                content:
                  accept
                begin routers
                all:
                  driver = accept
                  domains = +local_domains
                  transport = maildir
                begin transports
                maildir:
                  driver = appendfile
                  directory = %1$s/maildir
                  maildir_format
                  user = %4$s
                  group = %4$s
                  mode_fail_narrower = false
                """
                        .formatted(base, port, SeraiProcess.DOMAIN, USER, recipients));
        // -bdf stays in the foreground, -odi delivers before the session goes on.
        var started = ChildProcess.start(
                base,
                base.resolve("daemon.log"),
                Map.of(),
                List.of(binary.toString(), "-C", configuration.toString(), "-bdf", "-odi"));
        started.awaitPort(port, Duration.ofSeconds(120));
        return started;
    }

    @Override
    boolean queueIsEmpty() {
        Path input = directory.path().resolve("spool/input");
        if (!Files.isDirectory(input)) {
            return true;
        }
        try (var files = Files.list(input)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        daemon.close();
        directory.close();
    }
}
