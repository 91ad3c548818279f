package org.serai.filter.gtube;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.filter.MailFilter;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mime.MimeReader;

/**
 * Triggered by the Generic Test for Unsolicited Bulk Email, 68 characters on one line of the body as it came over the wire:
 * SpamAssassin's, which is refused, and Rspamd's variants of its first letter, which are tagged or only seen.
 */
public final class GtubeFilter implements MailFilter {

    public static final Set<String> SYMBOLS = Set.of("GTUBE_REJECT", "GTUBE_TAG", "GTUBE_NOTHING");

    /** All but the first letter; in two halves, so that no scanner finds it in this file. */
    private static final byte[] TAIL = ("JS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-" + "ANTI-UBE-TEST-EMAIL*C.34X")
            .getBytes(StandardCharsets.US_ASCII);

    /** By the last of the octets under the pattern, how far it may move on (Horspool 1980). */
    private static final int[] SHIFT = shifts();

    private static final int CHUNK = 16 << 10;

    private final MimeReader mime;
    private final int maxSize;

    /** Properties under {@code filter.gtube.}. */
    public record Options(
            @Option(value = "1MB", most = "1GB", doc = "How much of the body is searched.") Size maxSize) {}

    public GtubeFilter(Options options, MimeReader mime) {
        this.mime = mime;
        this.maxSize = options.maxSize().intBytes();
    }

    @Override
    public List<Finding> check(Mail mail) throws IOException {
        if (mail.phase() != Phase.DATA) {
            return List.of();
        }
        try (InputStream in = mail.content().open()) {
            in.skipNBytes(Math.min(mime.view(mail).headerSize(), mail.content().size()));
            return switch (search(in)) {
                case 'X' -> List.of(Finding.of("GTUBE_REJECT", "The message is a test for spam filters."));
                case 'Y', 'Z' -> List.of(Finding.of("GTUBE_TAG", "The message is a test for spam filters."));
                case 'A' -> List.of(Finding.of("GTUBE_NOTHING", "The message is a test for spam filters."));
                default -> List.of();
            };
        }
    }

    /** The letter in front of the first tail that has one of the known letters, or 0. */
    private int search(InputStream in) throws IOException {
        var buffer = new byte[CHUNK];
        int kept = 0;
        for (int left = maxSize; left > 0; ) {
            int n = in.readNBytes(buffer, kept, Math.min(buffer.length - kept, left));
            if (n == 0) {
                return 0;
            }
            left -= n;
            int end = kept + n;
            int letter = search(buffer, end);
            if (letter != 0) {
                return letter;
            }
            kept = Math.min(end, TAIL.length);
            System.arraycopy(buffer, end - kept, buffer, 0, kept);
        }
        return 0;
    }

    private static int search(byte[] text, int end) {
        int last = TAIL.length - 1;
        for (int at = 1; at + last < end; at += SHIFT[text[at + last] & 0xff]) {
            if (Arrays.equals(text, at, at + TAIL.length, TAIL, 0, TAIL.length) && "XYZA".indexOf(text[at - 1]) >= 0) {
                return text[at - 1];
            }
        }
        return 0;
    }

    private static int[] shifts() {
        var out = new int[256];
        Arrays.fill(out, TAIL.length);
        for (int i = 0; i < TAIL.length - 1; i++) {
            out[TAIL[i] & 0xff] = TAIL.length - 1 - i;
        }
        return out;
    }
}
