package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.Binder;
import org.serai.config.Size;
import org.serai.filter.Watchdog;
import org.serai.filter.clamav.ClamavFilter;
import org.serai.filter.clamav.ClamavSettings;
import org.serai.filter.clamav.Clamd;
import org.serai.mail.BytesContent;
import org.serai.mail.Client;
import org.serai.mail.Content;
import org.serai.mail.Deadline;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mime.Messages;

/** A real clamd: what it finds, where it stops, and what becomes of mail when it dies. */
@Timeout(120)
class ClamavIT {

    private final Watchdog watchdog = new Watchdog();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        watchdog.close();
    }

    @Test
    void theVirusIsRefusedInTheSessionHoweverItIsEncoded() throws IOException {
        try (var clamd = ClamdProcess.start(directory);
                var serai = SeraiProcess.in(Files.createDirectory(directory.resolve("home")))
                        .property("clamav.uri", clamd.uri())
                        .property("filter.attachment.mode", "off")
                        .start();
                var client = SmtpClient.hello(serai.port())) {
            for (EicarMail mail : EicarMail.all()) {
                assertThat(client.send("a@sender.example", SeraiProcess.RCPT, mail.octets()))
                        .as(mail.name())
                        .startsWith("550 5.7.1")
                        .contains("virus: Test.Eicar");
            }
            assertThat(client.send("a@sender.example", SeraiProcess.RCPT, EicarMail.harmless()))
                    .startsWith("250 2");

            clamd.kill9();
            for (int mail = 0; mail < 3; mail++) {
                byte[] message = EicarMail.harmless("while clamd is down, " + mail);
                assertThat(client.send("a@sender.example", SeraiProcess.RCPT, message))
                        .startsWith("451 4.");
            }
            clamd.restart();
            assertThat(client.send("a@sender.example", SeraiProcess.RCPT, EicarMail.harmless("after its restart")))
                    .startsWith("250 2");
            assertThat(serai.log().lines().filter(line -> line.contains("filter clamav")))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("WARN", "cannot answer: ", "(1 failed checks in a row"),
                            line -> assertThat(line).contains("INFO", "answers again after 3 failed checks"));
            assertThat(serai.log()).doesNotContain("\tat ");
        }
    }

    @Test
    void killedUnderLoadNoMessageIsTakenUnseenAndNoneIsLost() throws IOException {
        try (var clamd = ClamdProcess.start(directory);
                var sink = SmtpSink.start();
                var serai = SeraiProcess.in(Files.createDirectory(directory.resolve("home")))
                        .backend(sink.port())
                        .property("clamav.uri", clamd.uri())
                        .start();
                var load = Load.on(serai.port(), 4)) {
            for (int kill = 0; kill < 5; kill++) {
                int accepted = load.accepted();
                int refused = load.refusals().size();
                await().atMost(Duration.ofSeconds(60)).until(() -> load.accepted() >= accepted + 20);
                clamd.kill9();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> load.refusals().size() > refused);
                clamd.restart();
            }
            int accepted = load.accepted();
            await().atMost(Duration.ofSeconds(60)).until(() -> load.accepted() >= accepted + 20);
            load.stop();

            assertThat(load.refusals().values())
                    .allSatisfy(reply -> assertThat(reply).startsWith("451 4."));
            assertThat(load.with(Load.Outcome.UNANSWERED)).isEmpty();
            assertThat(load.with(Load.Outcome.NOT_SENT)).isEmpty();
            assertThat(sink.messages())
                    .extracting(message -> message.mailFrom().replace("@sender.example", ""))
                    .containsExactlyInAnyOrderElementsOf(load.with(Load.Outcome.ACCEPTED));
        }
    }

    @Test
    void whileItHangsMessagesAreDeferredInTimeAndOthersServed() throws IOException {
        try (var clamd = ClamdProcess.start(directory);
                var serai = SeraiProcess.in(Files.createDirectory(directory.resolve("home")))
                        .property("clamav.uri", clamd.uri())
                        .property("filter.clamav.timeout", "10s")
                        .start();
                var first = SmtpClient.hello(serai.port());
                var second = SmtpClient.hello(serai.port());
                var third = SmtpClient.hello(serai.port())) {
            clamd.hang();
            for (var client : List.of(first, second)) {
                client.data("a@sender.example", SeraiProcess.RCPT)
                        .write(Wire.data(EicarMail.harmless("sent by " + client.hashCode())));
            }
            // Less than that time.
            third.patience(Duration.ofSeconds(8)).data("a@sender.example", SeraiProcess.RCPT);
            third.patience(Duration.ofSeconds(60));
            assertThat(first.reply()).startsWith("451 4.");
            assertThat(second.reply()).startsWith("451 4.");
            clamd.goOn();
            // It rests at most until it is looked after again.
            third.write(Wire.data(EicarMail.harmless("it goes on")));
            third.reply();
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                            third.send("a@sender.example", SeraiProcess.RCPT, EicarMail.harmless("again")))
                    .startsWith("250"));
        }
    }

    @Test
    void aboveItsStreamLimitAMessageIsNotTakenForClean() throws IOException {
        try (var clamd = ClamdProcess.start(directory, "StreamMaxLength 200K");
                var client = client(clamd.uri())) {
            byte[] large = EicarMail.harmless("x".repeat(75) + "\r\n", 10_000);

            assertThat(symbols(filter(client), content(large))).containsExactly("CLAMAV_UNSCANNED");
            assertThat(symbols(filter(client), content(EicarMail.atTheEndOf(1_000_000))))
                    .containsExactlyInAnyOrder("CLAMAV_UNSCANNED", "CLAMAV_VIRUS");
            assertThat(trial(client)).contains("StreamMaxLength is below");
        }
    }

    @Test
    void withoutAlertExceedsMaxATruncatedScanLooksCleanAndTheTrialTells() throws IOException {
        try (var clamd = ClamdProcess.start(directory, "MaxFileSize 200K", "AlertExceedsMax no");
                var client = client(clamd.uri())) {
            assertThat(symbols(filter(client), content(EicarMail.inTextAfter(1_000_000))))
                    .isEmpty();
            assertThat(trial(client)).contains("clean without having read them");
        }
    }

    @Test
    void withAlertExceedsMaxItDoesNot() throws IOException {
        try (var clamd = ClamdProcess.start(directory, "MaxFileSize 200K", "AlertExceedsMax yes");
                var client = client(clamd.uri())) {
            assertThat(symbols(filter(client), content(EicarMail.inTextAfter(1_000_000))))
                    .containsExactly("CLAMAV_UNSCANNED");
            assertThat(trial(client)).contains("MaxFileSize or MaxScanSize is below");
        }
    }

    @Test
    void anEncryptedArchiveIsToldWhereClamdIsAskedTo() throws IOException {
        try (var clamd = ClamdProcess.start(directory, "AlertEncrypted yes");
                var client = client(clamd.uri())) {
            assertThat(symbols(filter(client), content(EicarMail.encrypted()))).containsExactly("CLAMAV_UNSCANNED");
        }
    }

    @Test
    void largeEnoughLimitsPassTheTrial() throws IOException {
        try (var clamd = ClamdProcess.start(directory, "StreamMaxLength 60M", "MaxFileSize 60M", "MaxScanSize 200M");
                var client = client(clamd.uri())) {
            assertThat(trial(client)).contains("to their end");
        }
    }

    @Test
    void killedInMidScanItIsReplacedByTheNext() throws IOException {
        try (var first = ClamdProcess.start(Files.createDirectory(directory.resolve("1")));
                var second = ClamdProcess.start(Files.createDirectory(directory.resolve("2")));
                var both = client(first.uri() + "," + second.uri());
                var alone = client(first.uri())) {
            byte[] virus = EicarMail.inTextAfter(500_000);

            assertThat(symbols(filter(both), killing(first, virus))).containsExactly("CLAMAV_VIRUS");
            first.restart();
            assertThatThrownBy(() -> symbols(filter(alone), killing(first, virus)))
                    .isInstanceOf(IOException.class);
        }
    }

    /** Content in the middle of which clamd is killed the first time it is sent: it is read once before, for its digest. */
    private static Content killing(ClamdProcess clamd, byte[] octets) {
        return new Content() {
            private int opened;

            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public InputStream open() {
                if (++opened != 3) {
                    return new ByteArrayInputStream(octets);
                }
                int half = octets.length / 2;
                var rest = new ByteArrayInputStream(octets, half, octets.length - half) {
                    private boolean killed;

                    @Override
                    public synchronized int read(byte[] target, int offset, int length) {
                        if (!killed) {
                            killed = true;
                            clamd.kill9();
                        }
                        return super.read(target, offset, length);
                    }
                };
                return new SequenceInputStream(new ByteArrayInputStream(octets, 0, half), rest);
            }
        };
    }

    private Clamd client(String uri) {
        var settings = Binder.bind(ClamavSettings.class, name -> name, name -> name.equals("uri") ? uri : null);
        return new Clamd(settings, watchdog, Clock.systemUTC(), 32);
    }

    private static ClamavFilter filter(Clamd clamd) {
        return new ClamavFilter(Binder.defaults(ClamavFilter.Options.class), Messages.READER, clamd);
    }

    private static String trial(Clamd clamd) {
        clamd.watch(new Size(50L << 20));
        return await().atMost(Duration.ofSeconds(60)).until(clamd::state, state -> state.contains(", "));
    }

    private static List<String> symbols(ClamavFilter filter, Content content) throws IOException {
        var client = new Client(InetAddress.getLoopbackAddress(), 25, "", false);
        Deadline deadline = Deadline.in(Duration.ofMinutes(1));
        Mail connected = Mail.connected("id", Instant.EPOCH, client, deadline);
        return filter.check(connected.received(content, connected.envelope(), deadline)).stream()
                .map(Finding::symbol)
                .toList();
    }

    private static Content content(byte[] octets) {
        return new BytesContent(octets);
    }
}
