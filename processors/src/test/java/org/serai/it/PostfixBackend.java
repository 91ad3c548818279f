package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Postfix with a configuration and a queue of its own. It reads newlines as loosely as it can, so that what gets past
 * Serai would be seen.
 */
final class PostfixBackend extends Backend {

    private ChildProcess master;

    private PostfixBackend(ServerDirectory directory, String... settings) {
        super(directory, "nobody");
        configure(String.join("\n", settings));
        this.master = startMaster();
    }

    /** @param settings lines of main.cf that stand above the usual ones */
    static PostfixBackend start(String... settings) {
        Needs.root();
        Needs.tool("postfix");
        return ServerDirectory.of("postfix", directory -> new PostfixBackend(directory, settings));
    }

    private void configure(String settings) {
        Path base = directory.path();
        directory.owned("data", "postfix");
        directory.owned("etc", "root");
        directory.owned("queue", "root");
        directory.file(
                "etc/main.cf",
                """
                compatibility_level = 3.6
                queue_directory = %1$s/queue
                data_directory = %1$s/data
                maillog_file = %1$s/mail.log
                maillog_file_prefixes = %1$s
                command_directory = /usr/sbin
                daemon_directory = /usr/lib/postfix/sbin
                mail_owner = postfix
                setgid_group = postdrop
                myhostname = backend.example
                mydestination =
                local_recipient_maps =
                alias_maps =
                alias_database =
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                mynetworks = 127.0.0.0/8
                virtual_mailbox_domains = %2$s
                virtual_mailbox_base = %1$s/maildir
                virtual_mailbox_maps = static:box/
                virtual_uid_maps = static:%3$s
                virtual_gid_maps = static:%4$s
                virtual_mailbox_limit = 0
                mailbox_size_limit = 0
                message_size_limit = 104857600
                smtpd_relay_restrictions = reject_unauth_destination
                smtpd_recipient_restrictions = permit
                smtpd_peername_lookup = no
                smtpd_client_connection_count_limit = 0
                smtpd_client_connection_rate_limit = 0
                smtpd_tls_security_level = none
                smtpd_forbid_bare_newline = no
                smtpd_forbid_unauth_pipelining = no
                local_header_rewrite_clients =
                biff = no
                # After a kill mail waits for its next try, and for the queue manager to look again.
                minimal_backoff_time = 1s
                maximal_backoff_time = 1s
                queue_run_delay = 1s
                transport_retry_time = 1s
                %5$s
                """
                        .formatted(
                                base,
                                SeraiProcess.DOMAIN,
                                ChildProcess.run("id", "-u", "nobody").strip(),
                                ChildProcess.run("id", "-g", "nobody").strip(),
                                settings));
        directory.file(
                "etc/master.cf",
                """
                127.0.0.1:%d inet n - n - - smtpd
                cleanup   unix  n - n - 0 cleanup
                qmgr      unix  n - n 1 1 qmgr
                rewrite   unix  - - n - - trivial-rewrite
                bounce    unix  - - n - 0 bounce
                defer     unix  - - n - 0 bounce
                trace     unix  - - n - 0 bounce
                proxymap  unix  - - n - - proxymap
                error     unix  - - n - - error
                retry     unix  - - n - - error
                virtual   unix  - n n - - virtual
                smtp      unix  - - n - - smtp
                anvil     unix  - - n - 1 anvil
                tlsmgr    unix  - - n 1000? 1 tlsmgr
                postlog   unix-dgram n - n - 1 postlogd
                """
                        .formatted(port));
    }

    private ChildProcess startMaster() {
        Path base = directory.path();
        // Makes the directories of the queue and checks everything.
        ChildProcess.run("/usr/sbin/postfix", "-c", base + "/etc", "check");
        // In the foreground, so that it is our child: no stale pid file can name another process.
        var started = ChildProcess.start(
                base,
                base.resolve("master.log"),
                Map.of("MAIL_CONFIG", base + "/etc"),
                List.of("/usr/lib/postfix/sbin/master", "-c", base + "/etc", "-d"));
        started.awaitPort(port, Duration.ofSeconds(120));
        return started;
    }

    /** After {@link #kill9} it may hold files that were never finished. */
    @Override
    boolean queueIsEmpty() {
        Path queue = directory.path().resolve("queue");
        for (String name : List.of("incoming", "active", "deferred")) {
            try (var files = Files.walk(queue.resolve(name))) {
                if (files.anyMatch(Files::isRegularFile)) {
                    return false;
                }
            } catch (UncheckedIOException | IOException movedMeanwhile) {
                return false;
            }
        }
        return true;
    }

    /** SIGKILL for all its processes at once. */
    void kill9() {
        master.killTree9();
        master.close();
    }

    /** Again with the same queue and port, after {@link #kill9}. */
    void restart() {
        master = startMaster();
    }

    String log() throws IOException {
        return Files.readString(directory.path().resolve("mail.log"));
    }

    @Override
    public void close() {
        master.terminate();
        assertThat(master.awaitExit(Duration.ofSeconds(120))).isNotNegative();
        master.close();
        directory.close();
    }
}
