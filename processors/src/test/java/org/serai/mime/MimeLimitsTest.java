package org.serai.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Shared;

/** Any octets have a structure, found in bounded time and memory. */
@Timeout(120)
class MimeLimitsTest {

    @Test
    void tenThousandLevels() {
        var text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            text.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        MimeView view = Messages.view(Messages.message(text.toString()));
        assertThat(view.parts()).hasSize(Messages.LIMITS.maxDepth() + 1);
        assertThat(view.problems()).contains(Problem.TOO_DEEP);
    }

    @Test
    void tenThousandMessagesInMessages() {
        MimeView view = Messages.view(Messages.message("Content-Type: message/rfc822\n\n".repeat(10_000)));
        assertThat(view.parts()).hasSize(Messages.LIMITS.maxDepth() + 1);
        assertThat(view.problems()).containsExactly(Problem.TOO_DEEP);
    }

    @Test
    void aMillionParts() {
        MimeView view = Messages.view(
                Messages.message("Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\n".repeat(1_000_000)));
        assertThat(view.parts()).hasSize(Messages.LIMITS.maxParts());
        assertThat(view.problems()).contains(Problem.TOO_MANY_PARTS);
    }

    @Test
    void headersBeyondTheLimitAreCountedNotKept() {
        MimeView view = Messages.view(Messages.message("X: " + "x".repeat(1 << 20) + "\nY: y\n\nbody\n"));
        assertThat(view.headerTruncated()).isTrue();
        assertThat(view.headerSize()).isEqualTo((1 << 20) + 5 + 6);
        assertThat(view.headers()).isEmpty();
        assertThat(view.problems()).containsExactly(Problem.HEADER_TOO_LARGE);
        assertThat(Messages.text(view.parts().get(0))).isEqualTo("body\r\n");

        MimeView many = Messages.view(Messages.message("a:\n".repeat(50_000)));
        assertThat(many.headers()).hasSize(4000);
        assertThat(many.headerTruncated()).isTrue();
    }

    @Test
    void manyDashesUnderManyBoundaries() {
        var text = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            text.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        text.append("\n").append("--b\n".repeat(1_000_000));
        assertThat(Messages.view(Messages.message(text.toString())).parts()).hasSize(51);
    }

    @Test
    void messagesInBase64InMessagesInBase64() {
        String text = "Subject: x\r\n\r\nhi\r\n";
        for (int i = 0; i < 20; i++) {
            String encoded = Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
            text = "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded + "\r\n";
        }
        MimeView view = Messages.view(Messages.of(text.getBytes(StandardCharsets.US_ASCII)));
        assertThat(view.problems()).contains(Problem.TOO_DEEP, Problem.ENCODED_CONTAINER);
    }

    @Test
    void manyPartsInAnEncodedMessageCostNoMoreThanTheirBudget() {
        String filler = "x".repeat(70) + "\r\n";
        String inner =
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + ("--b\r\n\r\n" + filler.repeat(300)).repeat(900);
        String encoded = Base64.getMimeEncoder().encodeToString(inner.getBytes(StandardCharsets.US_ASCII));
        MimeView view = Messages.view(Messages.message(
                "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + encoded.replace("\r", "")));
        assertThat(view.problems()).contains(Problem.ENCODED_TOO_LARGE);
        assertThat(view.parts()).hasSizeLessThan(900);
    }

    /** What stands behind a limit is not read, and said not to be. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: attachment; %a=1;%; filename=a.exe",
                "Content-Disposition: attachment; %filename=_.txt;%; filename=a.exe",
                "Content-Disposition: attachment; filename*2020*=exe; filename*0=a.",
                "Content-Disposition: attachment; filename=a %a% .exe",
                "Content-Type: multipart/mixed; %boundary=_;%; boundary=b"
            })
    void moreReadingsThanAreFollowedAreTold(String field) {
        String[] parts = field.split("%", -1);
        var text = new StringBuilder(parts[0]);
        for (int i = 0; parts.length > 1 && i < 4000 / parts[1].length(); i++) {
            text.append(parts[1].replace("_", "x" + i));
        }
        text.append(parts.length > 1 ? parts[2] : "").append("\n\nhello\n");
        assertThat(Messages.view(Messages.message(text.toString())).problems()).contains(Problem.TOO_MANY_READINGS);
    }

    @Test
    void asManyReadingsAsAreFollowedAreNoProblem() {
        MimeView view = Messages.view(Messages.message(
                "Content-Type: text/plain; name=a.txt\nContent-Disposition: attachment; filename=\"b\\.txt\"; "
                        + "a=1; ".repeat(190) + "\n\nhello\n"));
        assertThat(view.problems()).isEmpty();
        assertThat(view.parts().get(0).names()).hasSize(3);
    }

    /** Fields made to be read again and again. */
    @Test
    void hostileParameters() {
        for (String body :
                List.of("a=b ", "a*0=", "((", "\"\\", "=?a?xx", "name=\"=?a?q?x?=\";", "boundary=x;", "=", ";", "\"")) {
            String field = "Content-Type: multipart/mixed; name=" + body.repeat(240_000 / body.length()) + "?=\n\n";
            Messages.view(
                    Messages.message("Content-Type: multipart/mixed; boundary=b\n\n" + ("--b\n" + field).repeat(20)));
        }
    }

    /** Every message of the suites, whole and cut short, with every part read. */
    @Test
    void everyMessageOfTheSuites() throws IOException {
        for (Path file : Shared.files("mime")) {
            byte[] octets = Files.readAllBytes(file);
            readAll(octets);
            for (int length = 0; length < octets.length; length += 1 + octets.length / 20) {
                readAll(Arrays.copyOf(octets, length));
            }
        }
    }

    @Test
    void mutatedMessages() throws IOException {
        var seeds = new ArrayList<byte[]>();
        for (Path file : Shared.files("mime/mime4j-testmsgs")) {
            if (file.toString().endsWith(".msg") && Files.size(file) < 20_000) {
                seeds.add(Files.readAllBytes(file));
            }
        }
        List<String> splices = List.of(
                "\r\n\r\n",
                "\r\n--",
                "--boundary\r\n",
                "Content-Type: multipart/mixed; boundary=",
                "\"",
                "(",
                "\\",
                ";",
                "*0*=",
                "=?utf-8?B?",
                "Content-Type: message/rfc822\r\n",
                "Content-Transfer-Encoding: base64\r\n",
                "begin 644 x\r\n",
                "\0",
                "\u00ff");
        var random = new Random(20261124);
        long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        for (int i = 0; i < 20_000 && System.nanoTime() < end; i++) {
            String text = new String(seeds.get(random.nextInt(seeds.size())), StandardCharsets.ISO_8859_1);
            for (int edits = 1 + random.nextInt(8); edits > 0 && !text.isEmpty(); edits--) {
                int at = random.nextInt(text.length());
                int to = Math.min(text.length(), at + random.nextInt(30));
                String splice = random.nextBoolean()
                        ? splices.get(random.nextInt(splices.size()))
                        : text.substring(at, to).repeat(random.nextInt(3));
                text = text.substring(0, at) + splice + text.substring(random.nextBoolean() ? at : to);
            }
            readAll(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static void readAll(byte[] octets) throws IOException {
        MimeView view = Messages.view(Messages.of(octets));
        assertThat(view.parts()).isNotEmpty();
        for (Part part : view.parts()) {
            assertThat(part.bodyTo()).isGreaterThanOrEqualTo(part.bodyFrom());
            for (Encoding encoding : part.encodings()) {
                try (InputStream in = part.open(encoding)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
        }
    }
}
