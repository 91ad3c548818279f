package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As docs/dkim-signing.md says: a key by {@code bin/serai dkim-key}, then what our users send verifies with dkimpy. */
class DkimSigningIT {

    private static final String TRUSTED = "127.0.0.9";
    private static final String USER = "anna@" + SeraiProcess.DOMAIN;
    private static final String NAME = "._domainkey." + SeraiProcess.DOMAIN;

    /** Debian's own Python, for which its packages are. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final String VERIFY =
            """
            import dkim, sys
            message = open(sys.argv[1], 'rb').read()
            keys = dict(pair.split('=', 1) for pair in sys.argv[2:])
            signed = dkim.DKIM(message)
            for i in range(len(keys)):
                print(signed.verify(idx=i, dnsfunc=lambda name, timeout=5: keys[name.decode().rstrip('.')].encode()))
            """;

    @Test
    void whatOurUsersSendIsSignedByEachKey(@TempDir Path home, @TempDir Path scratch) throws IOException {
        Needs.tool("dkimverify");
        try (var sink = SmtpSink.start();
                var serai = SeraiProcess.in(home)
                        .backend(sink.port())
                        .property("trusted.networks", TRUSTED)
                        .start()) {
            String rsa = published(key(home, "s2026"), "s2026");
            String ed25519 = published(key(home, "e2026", "--type", "ED25519"), "e2026");
            int mark = serai.log().length();
            use(home, "s2026");
            use(home, "e2026");
            serai.awaitLog(mark, "is in force");

            byte[] message =
                    Wire.bytes("From: Anna <" + USER + ">\r\nTo: ben@elsewhere.example\r\nSubject:  caravan  of \r\n"
                            + "\t camels\r\n\r\n.\r\nH\u00e9llo \t there  \r\n\r\n\r\n");
            try (var client = SmtpClient.open(serai.port(), InetAddress.getByName(TRUSTED))) {
                assertThat(client.reply()).startsWith("220");
                client.expect("250", "EHLO client.example\r\n");
                assertThat(client.send(USER, "ben@elsewhere.example", message)).startsWith("250");
            }

            byte[] delivered = sink.messages().get(0).content();
            String prepended = Wire.prepended(delivered, message);
            assertThat(prepended.split("DKIM-Signature: ", -1)).hasSize(3);
            assertThat(verified(delivered, scratch, "s2026" + rsa, "e2026" + ed25519))
                    .isEqualTo("True\nTrue\n");
        }
    }

    /** What dkimpy says of the topmost signatures, as many as there are records, {@code name=text} each. */
    static String verified(byte[] message, Path scratch, String... records) throws IOException {
        Path file = Files.write(scratch.resolve("message.eml"), message);
        var command = new ArrayList<>(List.of(PYTHON, "-c", VERIFY, file.toString()));
        command.addAll(List.of(records));
        return ChildProcess.run(command.toArray(String[]::new));
    }

    /** What {@code bin/serai dkim-key} prints. */
    static String key(Path home, String selector, String... options) throws IOException {
        Path target = Repository.root().resolve("processors/target");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                target + "/classes:" + target + "/lib/*",
                "org.serai.Main",
                "dkim-key",
                SeraiProcess.DOMAIN,
                selector));
        command.addAll(List.of(options));
        Path log = Files.createTempFile(home, "dkim-key", ".log");
        try (var child = ChildProcess.start(home, log, Map.of("SERAI_HOME", home.toString()), command)) {
            assertThat(child.awaitExit(Duration.ofMinutes(1))).as(child.log()).isZero();
            return child.log();
        }
    }

    /** {@code ._domainkey.local.example=v=DKIM1; …} */
    static String published(String printed, String selector) {
        String line = printed.lines()
                .filter(each -> each.startsWith(selector + NAME + ". IN TXT ("))
                .findFirst()
                .orElseThrow();
        String[] pieces = line.split("\"");
        var text = new StringBuilder();
        for (int i = 1; i < pieces.length; i += 2) {
            text.append(pieces[i]);
        }
        return NAME + "=" + text;
    }

    static void use(Path home, String selector) throws IOException {
        Path used = home.resolve("config/dkim").resolve(selector + NAME + ".pem");
        Path made = used.resolveSibling(used.getFileName() + ".new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rw-------");
        Files.move(made, used);
    }
}
