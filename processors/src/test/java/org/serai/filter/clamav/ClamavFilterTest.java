package org.serai.filter.clamav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.mail.BytesContent;
import org.serai.mail.Content;
import org.serai.mail.Deadline;
import org.serai.mail.Finding;
import org.serai.mail.Mail;

@Timeout(120)
class ClamavFilterTest extends ClamavFixture {

    static List<FilterCase> cases() {
        return FilterCases.of("clamav");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) throws IOException {
        assertThat(FilterCase.symbols(filter(first.uri()).check(each.mail()))).isEqualTo(each.expected());
    }

    @Test
    void withoutClamdFindsNothing() throws IOException {
        Clamd clamd = clamd(Map.of());

        assertThat(filter(clamd, "45s").check(mail("X-Clamd: " + VIRUS + "\r\n\r\n")))
                .isEmpty();
        assertThat(clamd.off()).isTrue();
        assertThat(clamd.state()).startsWith("off");
    }

    @Test
    void tellsSignatureAndPlace() throws IOException {
        Finding found = only(filter(first.uri()), inBase64(VIRUS));

        assertThat(found.reason()).isEqualTo("The message contains a virus: " + VIRUS);
        assertThat(found.evidence()).containsEntry("signature", VIRUS).containsEntry("place", "1.2");
    }

    @Test
    void aNameCannotBreakOutOfReplyOrLog() throws IOException {
        first.answers = stream -> "stream: Bad\r\n250 \u00e9(0123:5) FOUND";

        assertThat(only(filter(first.uri()), mail("text")).evidence()).containsEntry("signature", "Bad??250??");
        first.answers = stream -> "stream: " + "x".repeat(4000) + " FOUND";
        assertThat(only(filter(first.uri()), mail("other")).reason()).hasSizeLessThan(200);
    }

    @Test
    void readsPlainTextOnceAndOtherPartsByThemselves() throws IOException {
        filter(first.uri()).check(mail("Subject: a\r\n\r\njust text\r\n"));
        assertThat(first.scanned)
                .singleElement()
                .asString()
                .startsWith("Received: ")
                .endsWith("just text\r\n");

        first.scanned.clear();
        filter(first.uri()).check(mail("Subject: b\r\nContent-Type: text/html\r\n\r\n<p>page\r\n"));
        assertThat(first.scanned).hasSize(2).element(1).isEqualTo("<p>page\r\n");
    }

    @Test
    void aMessageOverTheLimitIsToldAndItsPartsAreReadNevertheless() throws IOException {
        first.streamLimit = 2000;
        Mail large = multipart("text/html", "", "x".repeat(3000));
        Mail withVirus = multipart(
                "application/x-msdownload",
                "base64",
                base64("X-Clamd: " + VIRUS + "\r\n") + "\r\n--b\r\n\r\n" + "x".repeat(3000));

        assertThat(symbols(filter(first.uri()), large)).containsExactly("CLAMAV_UNSCANNED");
        assertThat(symbols(filter(first.uri()), withVirus))
                .containsExactlyInAnyOrder("CLAMAV_UNSCANNED", "CLAMAV_VIRUS");
    }

    @Test
    void theSameIsAskedOnceInMinutes() throws IOException {
        ClamavFilter filter = filter(first.uri());

        filter.check(mail("the same"));
        filter.check(mail("the same"));
        assertThat(first.scanned).hasSize(1);

        clock.add(Duration.ofMinutes(5));
        filter.check(mail("the same"));
        assertThat(first.scanned).hasSize(2);
    }

    @Test
    void aKnownVirusNeedsNoQuestion() throws IOException {
        ClamavFilter filter = filter(first.uri());
        filter.check(inBase64(VIRUS));
        int asked = first.scanned.size();

        assertThat(symbols(filter, multipart("application/zip", "base64", base64("X-Clamd: " + VIRUS + "\r\n"))))
                .containsExactly("CLAMAV_VIRUS");
        assertThat(first.scanned).hasSize(asked);
    }

    @Test
    void newSignaturesEndWhatWasKnown() throws IOException {
        var server = new Server(ClamdAddress.parse(first.uri()), settings(Map.of("uri", first.uri())), watchdog, clock);
        String key = "message 0123";
        Deadline until = Deadline.in(Duration.ofSeconds(10));
        server.refresh(until);
        server.known.put(key, Answer.CLEAN);

        server.refresh(until);
        assertThat(server.known.get(key)).isEqualTo(Answer.CLEAN);
        first.version = "ClamAV 1.4.3/27801/Wed Nov 25 08:00:00 2026";
        server.refresh(until);
        assertThat(server.known.get(key)).isNull();
        assertThat(server.state()).contains("27801");
    }

    @Test
    void whatIsKnownIsBounded() {
        var known = new Known(100, Duration.ofMinutes(5), clock);
        for (int i = 0; i < 1000; i++) {
            known.put(String.valueOf(i), Answer.CLEAN);
        }

        assertThat(known.get("899")).isNull();
        assertThat(known.get("900")).isNotNull();
    }

    @Test
    void aSpoolThatCannotBeReadIsNotTheFaultOfClamd() throws IOException {
        Clamd clamd = clamd(Map.of("uri", first.uri()));
        ClamavFilter filter = filter(clamd, "45s");
        filter.check(mail("text"));
        var content = new Content() {
            private int opened;

            @Override
            public long size() {
                return 4;
            }

            @Override
            public InputStream open() throws IOException {
                if (++opened == 4) { // Header, parts, hash; then for clamd.
                    throw new IOException("disk");
                }
                return new BytesContent("late".getBytes(StandardCharsets.US_ASCII)).open();
            }
        };

        assertThatThrownBy(() -> filter.check(mail(content, Deadline.in(Duration.ofSeconds(10)))))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(clamd.answers()).isTrue();
    }
}
