package org.serai.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Dovecot with a configuration of its own: it knows who users are for Postfix, and takes mail by LMTP. */
final class DovecotServer implements AutoCloseable {

    static final String USER = "user@" + SeraiProcess.DOMAIN;
    static final String OTHER = "other@" + SeraiProcess.DOMAIN;
    static final String PASSWORD = "caravan";

    private static final byte[] KEY = "only this test knows the tokens' key".getBytes(StandardCharsets.US_ASCII);

    private final int port = Ports.free();
    private final int imapPort = Ports.free();
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
        directory.file("users", USER + ":{PLAIN}" + PASSWORD + "\n" + OTHER + ":{PLAIN}" + PASSWORD + "\n");
        directory.owned("keys/default/HS256", "root");
        directory.file("keys/default/HS256/default", Base64.getEncoder().encodeToString(KEY));
        directory.file(
                "oauth2.conf",
                "introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix=%s/keys/\n".formatted(base));
        Path config = directory.file(
                "dovecot.conf",
                """
                base_dir = %1$s/run
                state_dir = %1$s/state
                log_path = %1$s/dovecot.log
                protocols = lmtp imap
                ssl = no
                disable_plaintext_auth = no
                auth_mechanisms = plain login oauthbearer xoauth2
                auth_failure_delay = 0
                first_valid_uid = 1
                first_valid_gid = 1
                mail_location = maildir:%1$s/mail/%%u
                passdb {
                  driver = passwd-file
                  args = %1$s/users
                }
                passdb {
                  driver = oauth2
                  mechanisms = oauthbearer xoauth2
                  args = %1$s/oauth2.conf
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
                service imap-login {
                  inet_listener imap {
                    address = 127.0.0.1
                    port = %3$d
                  }
                  inet_listener imaps {
                    port = 0
                  }
                }
                service anvil {
                  unix_listener anvil-auth-penalty {
                    mode = 0
                  }
                }
                service stats {
                  unix_listener stats-writer {
                    mode = 0666
                  }
                }
                """
                        .formatted(base, port, imapPort));
        var started = ChildProcess.start(
                base, base.resolve("master.log"), Map.of(), List.of("dovecot", "-F", "-c", config.toString()));
        started.awaitPort(port, Duration.ofSeconds(120));
        started.awaitPort(imapPort, Duration.ofSeconds(120));
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(base.resolve("auth")));
        return started;
    }

    /** Where LMTP is spoken. */
    int port() {
        return port;
    }

    /** Where IMAP is spoken. */
    int imapPort() {
        return imapPort;
    }

    /** Puts a message into a folder of the user's mailbox, which is made when it is not there. */
    void store(String folder, byte[] message) {
        Path file = directory.path().resolve("message.eml");
        try {
            Files.write(file, message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        doveadm("mailbox create -u " + USER + " " + folder + " 2>/dev/null || true");
        doveadm("save -u " + USER + " -m " + folder + " < " + file);
    }

    /** How many messages a folder of the user's mailbox has. */
    int messages(String folder) {
        String status = doveadm("mailbox status -u " + USER + " messages " + folder);
        return Integer.parseInt(status.strip().substring(status.lastIndexOf('=') + 1));
    }

    private String doveadm(String command) {
        return ChildProcess.run("sh", "-c", "doveadm -c " + directory.path().resolve("dovecot.conf") + " " + command);
    }

    /** Lines for {@link PostfixBackend} so that it asks this server for passwords. */
    String[] asSaslOfPostfix() {
        return new String[] {
            "smtpd_sasl_auth_enable = yes",
            "smtpd_sasl_type = dovecot",
            "smtpd_sasl_path = " + directory.path() + "/auth"
        };
    }

    /** What a token issuer would give this user (RFC 7519). */
    static String token(String user, Instant expires) {
        String claims = "{\"sub\":\"%1$s\",\"email\":\"%1$s\",\"iat\":%2$d,\"exp\":%3$d}"
                .formatted(user, Instant.now().getEpochSecond() - 60, expires.getEpochSecond());
        String signed = base64url("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII)) + "."
                + base64url(claims.getBytes(StandardCharsets.US_ASCII));
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            return signed + "." + base64url(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64url(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    List<byte[]> delivered() {
        return ServerDirectory.maildir(directory.path().resolve("mail"));
    }

    @Override
    public void close() {
        master.terminate();
        master.awaitExit(Duration.ofSeconds(120));
        master.close();
        directory.close();
    }
}
