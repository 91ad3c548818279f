package org.serai.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileKindTest {

    private static final String FROM = "From a@example.org Tue Nov 24 12:00:00 2026\n";

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
}
