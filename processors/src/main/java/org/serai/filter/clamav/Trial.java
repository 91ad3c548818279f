package org.serai.filter.clamav;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.serai.mail.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what clamd does not tell: whether it finds viruses at all, and whether it reads the largest message we take to its
 * end. Two messages with the EICAR test file as last attachment are scanned: a small one and one of the largest size.
 */
final class Trial {

    /** What came of it. */
    enum Result {
        WHOLE("reads messages of smtp.max-message-size to their end"),
        STREAM_LIMIT(
                "its StreamMaxLength is below smtp.max-message-size: what is larger becomes CLAMAV_UNSCANNED; raise it together"
                        + " with MaxFileSize and MaxScanSize"),
        SCAN_LIMIT(
                "its MaxFileSize or MaxScanSize is below smtp.max-message-size: what is larger becomes CLAMAV_UNSCANNED"),
        SILENT(
                "it calls large messages clean without having read them to the end: raise MaxFileSize and MaxScanSize above"
                        + " smtp.max-message-size, and set AlertExceedsMax yes"),
        FAILS("it fails at a message of smtp.max-message-size, or takes longer than a minute"),
        BLIND("it does not find the EICAR test file: its signatures are missing, no virus may be found");

        private final String meaning;

        Result(String meaning) {
            this.meaning = meaning;
        }

        String meaning() {
            return meaning;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Trial.class);

    /** In two halves, so that no scanner finds it in this file. */
    private static final String EICAR =
            "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*";

    private static final String HEADER =
            """
            From: serai@localhost
            To: serai@localhost
            Subject: Test of clamd by Serai
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="trial"

            --trial
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: base64

            """;

    private static final String END =
            """

            --trial
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: base64

            %s
            --trial--
            """;

    private static final byte[] FILLER = ("A".repeat(76) + "\r\n").repeat(800).getBytes(StandardCharsets.US_ASCII);

    private final long largest;

    Trial(long largest) {
        this.largest = largest;
    }

    /** Tries it out. */
    Result of(Server server, Deadline until) throws IOException {
        if (ask(server, 0, until).kind() != Answer.Kind.FOUND) {
            return Result.BLIND;
        }
        Answer answer;
        try {
            answer = ask(server, largest, until);
        } catch (IOException e) {
            LOG.warn("clamd {} was tried with a message of {} octets: {}", server.uri, largest, e.toString());
            return Result.FAILS;
        }
        return switch (answer.kind()) {
            case CLEAN -> Result.SILENT;
            case TOO_LARGE -> Result.STREAM_LIMIT;
            case FOUND -> Family.limit(answer.signature()) ? Result.SCAN_LIMIT : Result.WHOLE;
        };
    }

    private static Answer ask(Server server, long size, Deadline until) throws IOException {
        Session session = server.open(until, false);
        try (InputStream message = message(size)) {
            return session.scan(message);
        } finally {
            server.release(session, false);
        }
    }

    /** A message of about this size with EICAR at its end. */
    static InputStream message(long size) {
        byte[] header = bytes(HEADER);
        byte[] end = bytes(END.formatted(Base64.getEncoder().encodeToString(eicar())));
        var pieces = new ArrayList<InputStream>(List.of(new ByteArrayInputStream(header)));
        for (long left = size - header.length - end.length; left > 0; left -= FILLER.length) {
            pieces.add(new ByteArrayInputStream(FILLER, 0, (int) Math.min(left, FILLER.length)));
        }
        pieces.add(new ByteArrayInputStream(end));
        return new SequenceInputStream(Collections.enumeration(pieces));
    }

    static byte[] eicar() {
        return EICAR.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
