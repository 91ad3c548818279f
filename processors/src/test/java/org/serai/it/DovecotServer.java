package org.serai.it;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Dovecot with a configuration of its own: it knows one user's password for Postfix, and takes mail by LMTP. */
final class DovecotServer implements AutoCloseable {

    static final String USER = "user@" + SeraiProcess.DOMAIN;
    static final String PASSWORD = "caravan";

    private final int port = Ports.free();
    private final ServerDirectory directory;
    private final ChildProcess master;

    private DovecotServer(ServerDirectory directory) {
        this.directory = directory;
        this.master = startMaster();
    }

    static DovecotServer start() {
        Needs.root();
        Needs.tool("dovecot");
        return ServerDirectory.of("dovecot", DovecotServer::new);
    }

    private ChildProcess startMaster() {
        Path base = directory.path();
        directory.owned("mail", "nobody");
        directory.file("users", USER + ":{PLAIN}" + PASSWORD + "\n");
        Path config = directory.file(
                "dovecot.conf",
                """
                base_dir = %1$s/run
                state_dir = %1$s/state
                log_path = %1$s/dovecot.log
                protocols = lmtp
                ssl = no
                disable_plaintext_auth = no
                auth_mechanisms = plain login
                first_valid_uid = 1
                first_valid_gid = 1
                mail_location = maildir:%1$s/mail/%%u
                passdb {
                  driver = passwd-file
                  args = %1$s/users
                }
                userdb {
                  driver = static
                  args = uid=nobody gid=nogroup home=%1$s/mail/%%u
                }
                service auth {
                  unix_listener %1$s/auth {
                    mode = 0666
                  }
                }
                service lmtp {
                  inet_listener lmtp {
                    address = 127.0.0.1
                    port = %2$d
                  }
                }
                service stats {
                  unix_listener stats-writer {
                    mode = 0666
                  }
                }
                """
                        .formatted(base, port));
        var started = ChildProcess.start(
                base, base.resolve("master.log"), Map.of(), List.of("dovecot", "-F", "-c", config.toString()));
        started.awaitPort(port, Duration.ofSeconds(30));
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(base.resolve("auth")));
        return started;
    }

    /** Where LMTP is spoken. */
    int port() {
        return port;
    }

    /** Lines for {@link PostfixBackend} so that it asks this server for passwords. */
    String[] asSaslOfPostfix() {
        return new String[] {
            "smtpd_sasl_auth_enable = yes",
            "smtpd_sasl_type = dovecot",
            "smtpd_sasl_path = " + directory.path() + "/auth"
        };
    }

    List<byte[]> delivered() {
        return ServerDirectory.maildir(directory.path().resolve("mail"));
    }

    @Override
    public void close() {
        master.terminate();
        master.awaitExit(Duration.ofSeconds(20));
        master.close();
        directory.close();
    }
}
