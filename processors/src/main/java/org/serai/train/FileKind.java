package org.serai.train;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a file in a folder of messages seems to be. */
enum FileKind {
    /** Among its first lines is a header field (RFC 5322 section 2.2). */
    MESSAGE,
    /** Several messages in the mbox format (RFC 4155). */
    MAILBOX,
    /** An index, an image, an empty file. */
    OTHER;

    /** Lines in which the first header field must stand. */
    private static final int FIRST = 20;

    /** Octets of a line that are looked at. */
    private static final int LENGTH = 1000;

    /** Octets in which all of these lines must end; an image may have none for gigabytes. */
    private static final int HEAD = 64 << 10;

    /** By its first lines; of one that begins as an mbox does, by all up to the second message. */
    static FileKind of(Path file) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file), HEAD)) {
            var head = new ByteArrayInputStream(in.readNBytes(HEAD));
            String line = line(head);
            boolean mbox = line != null && separator(line);
            if (!headed(mbox ? line(head) : line, head)) {
                return OTHER;
            }
            // What is larger is refused in its turn.
            boolean looked = mbox && Files.size(file) <= Samples.MAX_SIZE;
            head.reset();
            return looked && another(new SequenceInputStream(head, in)) ? MAILBOX : MESSAGE;
        }
    }

    /** Whether a header field stands among the first lines, before an empty one that has lines before it. */
    private static boolean headed(@Nullable String first, InputStream in) throws IOException {
        boolean begun = false;
        String line = first;
        for (int i = 0; i < FIRST && line != null; i++) {
            if (field(line)) {
                return true;
            }
            if (line.isEmpty() && begun) {
                return false;
            }
            begun |= !line.isEmpty();
            line = line(in);
        }
        return false;
    }

    private static boolean another(InputStream in) throws IOException {
        boolean empty = false;
        for (String line = line(in); line != null; ) {
            boolean begins = empty && separator(line);
            empty = line.isEmpty();
            line = line(in);
            if (begins && line != null && field(line)) {
                return true;
            }
        }
        return false;
    }

    /** {@code From a@example.org Tue Nov 24 12:00:00 2026}. */
    private static boolean separator(String line) {
        boolean time = false;
        for (int i = 2; i + 2 < line.length(); i++) {
            time |= line.charAt(i) == ':' && digit(line, i - 1) && digit(line, i + 1) && digit(line, i + 2);
        }
        return time && line.startsWith("From ");
    }

    private static boolean digit(String line, int at) {
        return line.charAt(at) >= '0' && line.charAt(at) <= '9';
    }

    /** A name of letters, digits and three signs that begins with a letter, as all that are in use; an URL is none. */
    private static boolean field(String line) {
        int at = line.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
        int start = at;
        while (at < line.length() && name(line.charAt(at))) {
            at++;
        }
        int end = at;
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return end > start
                && letter(line.charAt(start))
                && at < line.length()
                && line.charAt(at) == ':'
                && !line.startsWith("//", at + 1);
    }

    private static boolean name(char c) {
        return letter(c) || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.';
    }

    private static boolean letter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** The beginning of the next one, without what ends it; null behind the last. */
    private static @Nullable String line(InputStream in) throws IOException {
        var out = new byte[LENGTH];
        int length = 0;
        int octet = in.read();
        if (octet < 0) {
            return null;
        }
        for (; octet >= 0 && octet != '\n'; octet = in.read()) {
            if (length < LENGTH) {
                out[length++] = (byte) octet;
            }
        }
        int end = length > 0 && out[length - 1] == '\r' ? length - 1 : length;
        return new String(out, 0, end, StandardCharsets.ISO_8859_1);
    }
}
