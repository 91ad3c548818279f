package org.serai.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileKindTest {

    private static final String FROM = "From a@example.org Tue Nov 24 12:00:00 2026\n";

    private static final String MESSAGE = "From: a@example.org\nSubject: one\n\nText\n";

    @TempDir
    private Path directory;

    private FileKind kind(String content) throws IOException {
        return FileKind.of(Files.writeString(directory.resolve("file"), content, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: a\n\ntext\n",
                "Subject: a",
                "Received: from a\r\n\tby b\r\n\r\n",
                "\r\n\r\nX-Spam_1.2 \t: no\r\n",
                "a first line that is none\nFrom: a@example.org\n",
                "\u00ef\u00bb\u00bfFrom: a@example.org\n",
                FROM + "Subject: one\n\nText\n",
                FROM + "Subject: one\n\nText\nFrom b Tue Nov 24 12:00:00 2026\nSubject: two\n",
                FROM + "Subject: one\n\nFrom 12:30 on it is\n\ntext: text\n",
                "Subject: not the first\n\n" + FROM + "Subject: two\n",
            })
    void aMessageHasAFieldInItsFirstLines(String content) throws IOException {
        assertThat(kind(content)).isEqualTo(FileKind.MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "text\n\nSubject: behind an empty line\n",
                "3 V1767000000 N3 G1a2b3c\n1 :1767.M1P2.host:2,S\n",
                "2 M1e C6a1b2c3d\n",
                "1000S\n512 1\n",
                "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR",
                "\u00ff\u00d8\u00ff\u00e1\0\u0010Exif\0\n<rdf:RDF xmlns:rdf=",
                "<!DOCTYPE html>\n<html lang=\"en\">\n",
                "{\"subject\": 1}",
                "https://example.org/\nhttps://example.net/\n",
                ": nothing\n",
                FROM,
                FROM + "text\n",
            })
    void indexesImagesAndTextsAreNone(String content) throws IOException {
        assertThat(kind(content)).isEqualTo(FileKind.OTHER);
    }

    @Test
    void aFieldBehindTwentyLinesIsTooLate() throws IOException {
        assertThat(kind("none\n".repeat(19) + "Subject: a\n")).isEqualTo(FileKind.MESSAGE);
        assertThat(kind("none\n".repeat(20) + "Subject: a\n")).isEqualTo(FileKind.OTHER);
    }

    @Test
    void ofALineOfAnyLengthTheBeginningIsRead() throws IOException {
        assertThat(kind("x".repeat(3_000_000) + ":\n")).isEqualTo(FileKind.OTHER);
        assertThat(kind("x".repeat(999) + ":\n")).isEqualTo(FileKind.MESSAGE);
        assertThat(kind("x".repeat(1000) + ":\n")).isEqualTo(FileKind.OTHER);
    }

    @Test
    void ofAFileOfAnySizeTheBeginningIsRead() throws IOException {
        assertThat(kind("x".repeat(64 << 10) + "\nSubject: a\n")).isEqualTo(FileKind.OTHER);
    }

    @Test
    void aMailboxHasASecondMessage() throws IOException {
        String second = "\n" + FROM.replace("a@", "b@") + "Subject: two\n\nText\n";

        assertThat(kind(FROM + "Subject: one\n\nText\n" + second)).isEqualTo(FileKind.MAILBOX);
        assertThat(kind((FROM + "Subject: one\n\n" + "Text\n".repeat(100_000) + second).replace("\n", "\r\n")))
                .isEqualTo(FileKind.MAILBOX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v7", "oldgnu", "gnu", "ustar", "posix"})
    void aTarOfMessagesIsNone(String format) throws Exception {
        Files.writeString(directory.resolve("1.eml"), MESSAGE);
        Process tar = new ProcessBuilder("tar", "-cf", "a.tar", "--format=" + format, "1.eml")
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();

        assertThat(FileKind.of(directory.resolve("a.tar"))).isEqualTo(FileKind.ARCHIVE);
    }

    @Test
    void messagesThatArePackedAreNone() throws IOException {
        Path zip = directory.resolve("a.zip");
        try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
            // As text.
            out.setLevel(Deflater.NO_COMPRESSION);
            out.putNextEntry(new ZipEntry("1.eml"));
            out.write(MESSAGE.getBytes(StandardCharsets.US_ASCII));
        }
        Path gzip = directory.resolve("1.eml.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
            out.write(MESSAGE.getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(FileKind.of(zip)).isEqualTo(FileKind.ARCHIVE);
        assertThat(FileKind.of(gzip)).isEqualTo(FileKind.ARCHIVE);
        assertThat(kind("BZh91AY&SY\nSubject: a\n")).isEqualTo(FileKind.ARCHIVE);
        assertThat(kind("\u00fd7zXZ\0\0\nSubject: a\n")).isEqualTo(FileKind.ARCHIVE);
        assertThat(kind("PK: a\nSubject: a\n" + "0".repeat(600))).isEqualTo(FileKind.MESSAGE);
    }

    @Test
    void aMailboxOfMmdfIsNone() throws IOException {
        String one = "\1\1\1\1\nFrom: a@example.org\nSubject: one\n\nText\n\1\1\1\1\n";

        assertThat(kind(one + one)).isEqualTo(FileKind.MMDF);
        assertThat(kind(one.replace("\n", "\r\n"))).isEqualTo(FileKind.MMDF);
        assertThat(kind("\1\1\1\nFrom: a@example.org\n")).isEqualTo(FileKind.MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN:VCARD\r\nVERSION:4.0\r\n",
                "begin:vcard\n",
                "\n\nBEGIN:VCALENDAR \nVERSION:2.0\n",
                "\u00ef\u00bb\u00bfBEGIN:VCALENDAR\r\n"
            })
    void cardsAndCalendarsAreNone(String content) throws IOException {
        assertThat(kind(content)).isEqualTo(FileKind.CARD);
    }

    @Test
    void aMessageMayHoldACalendarAndAFieldThatBegins() throws IOException {
        assertThat(kind("Subject: a\nBEGIN:VCALENDAR\n\nBEGIN:VCALENDAR\n")).isEqualTo(FileKind.MESSAGE);
        assertThat(kind("Begin: VCARDS\nSubject: a\n")).isEqualTo(FileKind.MESSAGE);
    }
}
