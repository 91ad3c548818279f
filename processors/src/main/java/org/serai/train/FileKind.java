package org.serai.train;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an entry of a folder of messages seems to be. */
enum FileKind {
    /** Among its first lines is a header field (RFC 5322 section 2.2). */
    MESSAGE("", ""),
    /** Several messages in the mbox format (RFC 4155). */
    MAILBOX("many messages are in one file (mbox)", "git mailsplit -oDIR FILE makes a file of each"),
    /** Messages between lines of four {@code ^A}, as MMDF has them. */
    MMDF("many messages are in one file (MMDF)", "a message is a file"),
    /** A tar, or what is packed, as zip and gzip do. */
    ARCHIVE("they are archives", "please unpack them"),
    /** A vCard (RFC 6350) or an iCalendar object (RFC 5545), whose lines look like header fields. */
    CARD("they are vCards or calendars", ""),
    /** A link to a directory. */
    LINK("links to directories are not followed", "please name the directory itself"),
    /** A FIFO, a socket, a device, a link to nothing. */
    SPECIAL("they are no files", ""),
    /** An index, an image, an empty file. */
    OTHER("no header field stands in the first lines", "");

    /** Lines in which the first header field must stand. */
    private static final int FIRST = 20;

    /** Octets of a line that are looked at. */
    private static final int LENGTH = 1000;

    /** Octets in which all of these lines must end; an image may have none for gigabytes. */
    private static final int HEAD = 64 << 10;

    /** How what is packed begins: zip, gzip, bzip2, xz, Zstandard, 7z, RAR. */
    private static final List<String> PACKED = List.of(
            "PK\3\4",
            "PK\5\6",
            "PK\7\b",
            "\u001f\u008b\b",
            "BZh",
            "\u00fd7zXZ\0",
            "(\u00b5/\u00fd",
            "7z\u00bc\u00af'\u001c",
            "Rar!\u001a\7");

    /** Octets of the header of a file in a tar, and where in it their sum stands. */
    private static final int TAR = 512;

    private static final int TAR_SUM = 148;
    private static final int TAR_SUM_END = 156;

    private final String why;
    private final String remedy;

    FileKind(String why, String remedy) {
        this.why = why;
        this.remedy = remedy;
    }

    /** A sentence on those that were left out. */
    String leftOut(List<Path> files) {
        return "left out, since " + why + ": " + files.size() + ", such as " + files.get(0)
                + (remedy.isEmpty() ? "" : "; " + remedy);
    }

    /** By its first lines; of one that begins as an mbox does, by all up to the second message. */
    static FileKind of(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Files.isDirectory(file) ? LINK : SPECIAL;
        }
        try (var in = new BufferedInputStream(Files.newInputStream(file), HEAD)) {
            byte[] start = in.readNBytes(HEAD);
            if (packed(start)) {
                return ARCHIVE;
            }
            var head = new ByteArrayInputStream(start);
            String line = line(head);
            if (line != null && line.equals("\1\1\1\1")) {
                return MMDF;
            }
            boolean mbox = line != null && separator(line);
            FileKind kind = headed(mbox ? line(head) : line, head);
            if (kind != MESSAGE) {
                return kind;
            }
            // What is larger is refused in its turn.
            boolean looked = mbox && Files.size(file) <= Samples.MAX_SIZE;
            head.reset();
            return looked && another(new SequenceInputStream(head, in)) ? MAILBOX : MESSAGE;
        }
    }

    private static boolean packed(byte[] start) {
        var octets = new String(start, 0, Math.min(start.length, 8), StandardCharsets.ISO_8859_1);
        return PACKED.stream().anyMatch(octets::startsWith) || tar(start);
    }

    /** Whether it begins with a header whose octets have the sum that stands in it, which itself counts as blanks. */
    private static boolean tar(byte[] start) {
        if (start.length < TAR) {
            return false;
        }
        int sum = 0;
        int said = 0;
        for (int i = 0; i < TAR; i++) {
            boolean inSum = i >= TAR_SUM && i < TAR_SUM_END;
            sum += inSum ? ' ' : start[i] & 0xff;
            said = inSum && start[i] >= '0' && start[i] <= '7' ? said * 8 + start[i] - '0' : said;
        }
        return said > 0 && said == sum;
    }

    /** A message when a header field stands among the first lines, before an empty one that has lines before it. */
    private static FileKind headed(@Nullable String first, InputStream in) throws IOException {
        boolean begun = false;
        String line = first;
        for (int i = 0; i < FIRST && line != null; i++) {
            if (field(line)) {
                return !begun && card(line) ? CARD : MESSAGE;
            }
            if (line.isEmpty() && begun) {
                return OTHER;
            }
            begun |= !line.isEmpty();
            line = line(in);
        }
        return OTHER;
    }

    private static boolean card(String line) {
        String name = line.substring(mark(line)).trim().toUpperCase(Locale.ROOT);
        return name.equals("BEGIN:VCARD") || name.equals("BEGIN:VCALENDAR");
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
        int at = mark(line);
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

    /** Octets of U+FEFF in front, with which some editors begin a file. */
    private static int mark(String line) {
        return line.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
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
