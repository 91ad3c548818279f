package org.serai.filter.clamav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.filter.FilterCase;
import org.serai.filter.Watchdog;
import org.serai.mail.BytesContent;
import org.serai.mail.Client;
import org.serai.mail.Content;
import org.serai.mail.Deadline;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mime.Messages;

/** Two scanners that say what they are told, and a filter that asks them. */
abstract class ClamavFixture {

    static final int WORKERS = 8;
    static final String VIRUS = "Win.Test.EICAR_HDB-1";

    final ManualClock clock = new ManualClock();
    final Watchdog watchdog = new Watchdog();
    final FakeClamd first = new FakeClamd();
    final FakeClamd second = new FakeClamd();
    final List<Clamd> made = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        made.forEach(Clamd::close);
        first.close();
        second.close();
        watchdog.close();
    }

    ClamavFilter filter(String uri) {
        return filter(clamd(Map.of("uri", uri)), "45s");
    }

    static ClamavFilter filter(Clamd clamd, String timeout) {
        return new ClamavFilter(
                Binder.bind(ClamavFilter.Options.class, name -> name, Map.of("timeout", timeout)::get),
                Messages.READER,
                clamd);
    }

    Clamd clamd(Map<String, String> properties) {
        var clamd = new Clamd(settings(properties), watchdog, clock, WORKERS);
        made.add(clamd);
        return clamd;
    }

    static ClamavSettings settings(Map<String, String> properties) {
        return Binder.bind(ClamavSettings.class, name -> name, properties::get);
    }

    static Finding only(ClamavFilter filter, Mail mail) throws IOException {
        List<Finding> found = filter.check(mail);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    static List<String> symbols(ClamavFilter filter, Mail mail) throws IOException {
        return FilterCase.symbols(filter.check(mail));
    }

    static Mail inBase64(String signature) {
        return multipart("application/zip", "base64", base64("X-Clamd: " + signature + "\r\n"));
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    static Mail multipart(String type, String encoding, String body) {
        return mail(String.join(
                "\r\n",
                Arrays.asList(
                        "Content-Type: multipart/mixed; boundary=b",
                        "",
                        "--b",
                        "",
                        "text",
                        "--b",
                        "Content-Type: " + type,
                        "Content-Transfer-Encoding: " + encoding,
                        "",
                        body,
                        "--b--",
                        "")));
    }

    static Mail mail(String text) {
        return mail(new BytesContent(text.getBytes(StandardCharsets.ISO_8859_1)), Deadline.in(Duration.ofMinutes(1)));
    }

    static Mail mail(Content content, Deadline deadline) {
        var client = new Client(InetAddress.getLoopbackAddress(), 25, "", false);
        Mail connected = Mail.connected("id", Instant.EPOCH, client, deadline);
        return connected.received(content, connected.envelope(), deadline);
    }
}
