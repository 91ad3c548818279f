package org.serai.filter.attachment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.serai.filter.attachment.Attached.PROGRAM;
import static org.serai.filter.attachment.Attached.named;
import static org.serai.filter.attachment.Attached.symbols;
import static org.serai.filter.attachment.Attached.zip;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.mail.Deadline;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mime.Messages;

@Timeout(120)
class AttachmentFilterTest {

    private static final byte[] TEXT = "hello, this is a text\r\n".getBytes(ISO_8859_1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        report.txt                                      |
        setup.exe                                       | EXECUTABLE
        SETUP.EXE. .                                    | EXECUTABLE
        eicar.com                                       | EXECUTABLE
        www.example.com                                 |
        a@example.com                                   |
        invoice.pdf.exe                                 | DOUBLE_EXTENSION,EXECUTABLE
        invoice.pdf          .scr                       | DOUBLE_EXTENSION,EXECUTABLE
        invoice.js                                      | SCRIPT
        invoice.js::$DATA                               | SCRIPT
        photo.jpg.vbs                                   | DOUBLE_EXTENSION,SCRIPT
        build.sh                                        | SHELL_SCRIPT
        C:\\temp\\x.bat                                 | SCRIPT
        a.exe/b.txt                                     |
        =?utf-8?Q?ann=E2=80=AEfdp.exe?=                 | EXECUTABLE,RTLO
        =?utf-8?Q?ann=E2=80=AEtxt.doc?=                 | RTLO
        =?utf-8?Q?setup.e=E2=80=8Dxe?=                  | EXECUTABLE
        """)
    void aNameTells(String name, String expected) throws Exception {
        assertThat(String.join(",", symbols(named(name, TEXT)))).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void aSymbolIsToldOnceWithAllFiles() throws Exception {
        var archive = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(archive)) {
            for (int i = 0; i < 30; i++) {
                zip.putNextEntry(new ZipEntry(i + ".sh"));
            }
            zip.putNextEntry(new ZipEntry("z.exe"));
        }
        List<Finding> findings = Attached.filter().check(named("a.zip", archive.toByteArray()));
        assertThat(findings)
                .extracting(Finding::symbol)
                .containsExactly("ATTACHMENT_SHELL_SCRIPT", "ATTACHMENT_EXECUTABLE");
        assertThat(findings.get(0).evidence()).containsEntry("name", "a.zip/0.sh");
        assertThat((List<?>) findings.get(0).evidence().get("also")).hasSize(10);
    }

    @Test
    void everyNameCounts() throws Exception {
        Mail mail = Attached.mail("application/octet-stream; name=setup.exe", "attachment; filename=a.txt", TEXT);
        assertThat(symbols(mail)).containsExactly("EXECUTABLE");
    }

    @Test
    void contentTellsWhateverTheName() throws Exception {
        assertThat(symbols(named("a.txt", PROGRAM))).containsExactly("EXECUTABLE");
        assertThat(symbols(Attached.mail("image/png", "inline", PROGRAM)))
                .containsExactly("EXECUTABLE", "TYPE_MISMATCH");
        assertThat(symbols(named(
                        "a.txt", "\u007fELF\u0002\u0001\u0001\0\0\0\0\0\0\0\0\0\u0002\0>\0".getBytes(ISO_8859_1))))
                .containsExactly("EXECUTABLE");
        assertThat(symbols(
                        named("a.txt", "L\0\0\0\u0001\u0014\u0002\0\0\0\0\0\u00c0\0\0\0\0\0\0F".getBytes(ISO_8859_1))))
                .containsExactly("EXECUTABLE");
        assertThat(symbols(named("a.txt", "#!/bin/sh\necho\n".getBytes(ISO_8859_1))))
                .containsExactly("SHELL_SCRIPT");
        assertThat(symbols(named("a.jpg", zip("a.txt", TEXT)))).containsExactly("TYPE_MISMATCH");
    }

    @Test
    void anArchiveNamedLikeAnotherIsAMismatch() throws Exception {
        assertThat(symbols(named("a.gz", zip("a.txt", TEXT)))).containsExactly("TYPE_MISMATCH");
    }

    /** Unpackers go by the central directory, so that its names count as those in front of the files do. */
    @Test
    void bothNamesOfAFileInAZipCount() throws Exception {
        String forged = new String(zip("note.txt", TEXT), ISO_8859_1);
        int central = forged.lastIndexOf("note.txt");
        forged = forged.substring(0, central) + "note.vbs" + forged.substring(central + 8);
        assertThat(symbols(named("a.zip", forged.getBytes(ISO_8859_1)))).containsExactly("SCRIPT");
    }

    @Test
    void evidenceSaysWhatWasSeen() throws Exception {
        List<Finding> findings =
                Attached.filter().check(Attached.mail("image/png; name=invoice.exe", "attachment", PROGRAM));
        assertThat(findings.get(0).symbol()).isEqualTo("ATTACHMENT_EXECUTABLE");
        assertThat(findings.get(0).status()).isEqualTo("7.1");
        assertThat(findings.get(0).evidence())
                .isEqualTo(Map.of(
                        "name", "invoice.exe",
                        "declared", "image/png",
                        "detected", "application/x-dosexec",
                        "bytes", 16L,
                        "sha256", sha(new String(PROGRAM, ISO_8859_1))));
    }

    @Test
    void bothReadingsOfTheEncodingAreLookedAt() throws Exception {
        Mail mail = Attached.mail(
                Messages.message(
                        """
                Content-Type: application/octet-stream; name=x.dat
                Content-Transfer-Encoding: 7bit
                Content-Transfer-Encoding: base64

                TVqQAAMAAAAEAAAA
                """));
        assertThat(symbols(mail)).containsExactly("EXECUTABLE", "MIME_BROKEN");
    }

    @Test
    void aProgramUuencodedInATextIsFound() throws Exception {
        Mail mail = Attached.mail(Messages.message("Subject: x\n\nhi\nbegin 644 a.txt\n&35J0``,`\n`\nend\n"));
        assertThat(symbols(mail)).containsExactly("EXECUTABLE");
    }

    @Test
    void compressionsAreLookedInto() throws Exception {
        var tar = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(tar);
                var out = new TarArchiveOutputStream(gzip)) {
            var entry = new TarArchiveEntry("dir/a.dat");
            entry.setSize(PROGRAM.length);
            out.putArchiveEntry(entry);
            out.write(PROGRAM);
            out.closeArchiveEntry();
        }
        List<Finding> findings = Attached.filter().check(named("a.tgz", tar.toByteArray()));
        assertThat(findings).extracting(Finding::symbol).containsExactly("ATTACHMENT_EXECUTABLE");
        assertThat(findings.get(0).evidence()).containsEntry("name", "a.tgz/a.tar/dir/a.dat");
    }

    @Test
    void theNameInAGzipCounts() throws Exception {
        byte[] named = "\37\u008b\10\35\0\0\0\0\0\0\1\0xevil.js\0a comment\0".getBytes(ISO_8859_1);
        var out = new ByteArrayOutputStream();
        out.write(named);
        byte[] whole = gzip(TEXT);
        out.write(whole, 10, whole.length - 10);
        assertThat(symbols(named("a.gz", out.toByteArray()))).containsExactly("SCRIPT");
    }

    @Test
    void allMembersOfAGzipAreUnpacked() throws Exception {
        byte[] archive = zip("setup.exe", TEXT);
        var out = new ByteArrayOutputStream();
        out.write(gzip(Arrays.copyOf(archive, 30)));
        out.write(gzip(new byte[0]));
        out.write(gzip(Arrays.copyOfRange(archive, 30, archive.length)));
        assertThat(symbols(named("a.zip.gz", out.toByteArray()))).containsExactly("EXECUTABLE");
        out.write(1);
        assertThat(symbols(named("a.zip.gz", out.toByteArray()))).containsExactly("EXECUTABLE", "NOT_INSPECTED");
        assertThat(symbols(named("a.gz", Arrays.copyOf(gzip(TEXT), 15)))).containsExactly("NOT_INSPECTED");
    }

    @Test
    void whatComesBeforeSomethingBrokenIsLookedAt() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var bzip2 = new BZip2CompressorOutputStream(out)) {
            bzip2.write(PROGRAM);
        }
        out.write(TEXT);
        assertThat(symbols(named("a.bz2", out.toByteArray()))).contains("EXECUTABLE");
        byte[] cut = gzip(PROGRAM);
        assertThat(symbols(named("a.gz", Arrays.copyOf(cut, cut.length - 4))))
                .containsExactly("EXECUTABLE", "NOT_INSPECTED");
    }

    private static byte[] gzip(byte[] octets) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(octets);
        }
        return out.toByteArray();
    }

    @Test
    void longNamesInTarAreRead() throws Exception {
        String name = "d/".repeat(200) + "setup.exe";
        for (int mode : new int[] {TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX}) {
            var octets = new ByteArrayOutputStream();
            try (var out = new TarArchiveOutputStream(octets)) {
                out.setLongFileMode(mode);
                var entry = new TarArchiveEntry(name);
                entry.setSize(TEXT.length);
                out.putArchiveEntry(entry);
                out.write(TEXT);
                out.closeArchiveEntry();
            }
            assertThat(symbols(named("a.tar", octets.toByteArray()))).containsExactly("EXECUTABLE");
        }
    }

    /** The sizes in front of a file are the sender's word; what is unpacked is measured. */
    @Test
    void aFalseSizeDoesNotHideABomb() throws Exception {
        byte[] honest = zip("zeros", new byte[32 << 20]);
        byte[] forged = honest.clone();
        forged[6] &= ~8;
        forged[18] = 10;
        forged[22] = 10;
        assertThat(symbols(named("a.zip", forged))).containsExactly("ARCHIVE_BOMB");
    }

    @Test
    void whenItIsLateTheFilterSaysSo() throws Exception {
        Mail mail = named("a.zip", zip("a.txt", TEXT));
        Mail late = mail.received(mail.content(), mail.envelope(), new Deadline(System.nanoTime()));
        assertThatThrownBy(() -> Attached.filter().check(late)).isInstanceOf(IOException.class);
    }

    @Test
    void macrosAreFound() throws Exception {
        assertThat(symbols(named("a.docm", zip("word/vbaProject.bin", TEXT)))).containsExactly("MACRO");
        byte[] ole2 = ("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1" + "\0".repeat(70_000)
                        + new String("_VBA_PROJECT".getBytes(UTF_16LE), ISO_8859_1))
                .getBytes(ISO_8859_1);
        assertThat(symbols(named("a.doc", ole2))).containsExactly("MACRO");
    }

    @Test
    void anOfficeDocumentInAnArchiveIsNoNestedArchive() throws Exception {
        byte[] document = zip("[Content_Types].xml", TEXT);
        assertThat(symbols(named("a.zip", zip("a.docx", document)))).isEmpty();
        assertThat(symbols(named("a.zip", zip("a.bin", zip("a.txt", TEXT))))).containsExactly("NESTED_ARCHIVE");
    }

    @Test
    void limitsHold() throws Exception {
        byte[] deep = PROGRAM;
        for (int i = 0; i < 30; i++) {
            deep = zip(i + ".zip", deep);
        }
        assertThat(symbols(named("a.zip", deep))).contains("ARCHIVE_BOMB", "NESTED_ARCHIVE");

        var many = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(many)) {
            for (int i = 0; i < 3000; i++) {
                zip.putNextEntry(new ZipEntry("f" + i));
            }
        }
        assertThat(symbols(named("a.zip", many.toByteArray()))).containsExactly("ARCHIVE_BOMB");
        assertThat(symbols(named("a.zip", zip("zeros", new byte[8 << 20])))).containsExactly("ARCHIVE_BOMB");

        byte[] noise = new byte[2 << 20];
        new Random(1).nextBytes(noise);
        noise[0] = 0;
        AttachmentFilter.Options small = Binder.bind(
                AttachmentFilter.Options.class, name -> name, name -> name.equals("max-inspect-bytes") ? "1MB" : null);
        var filter = new AttachmentFilter(small, Messages.READER, NamePatterns.of(List.of()));
        assertThat(symbols(filter, named("a.zip", zip("noise", noise)))).containsExactly("HIDDEN");
        var filled = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(filled)) {
            zip.putNextEntry(new ZipEntry("a.txt"));
            zip.write(noise);
            zip.putNextEntry(new ZipEntry("setup.exe"));
        }
        assertThat(symbols(filter, named("a.zip", filled.toByteArray()))).containsExactly("EXECUTABLE", "HIDDEN");
    }

    @Test
    void whatCannotBeLookedIntoIsTold() throws Exception {
        assertThat(symbols(named("a.7z", "7z\u00bc\u00af'\u001c\0\u0004".getBytes(ISO_8859_1))))
                .containsExactly("NOT_INSPECTED");
        byte[] cut = Arrays.copyOf(zip("a.txt", new byte[1000]), 40);
        assertThat(symbols(named("a.zip", cut))).containsExactly("NOT_INSPECTED");
    }

    @Test
    void aMailSentAsAFileIsWalked() throws Exception {
        byte[] inner = ("Subject: x\r\nContent-Disposition: attachment; filename=setup.exe\r\n\r\nhello\r\n")
                .getBytes(ISO_8859_1);
        assertThat(symbols(named("forward.EML", inner))).containsExactly("EXECUTABLE");
        assertThat(symbols(named("forward", inner))).containsExactly("EXECUTABLE");
        assertThat(symbols(Attached.mail("text/plain; name=a.mht", "inline", inner)))
                .containsExactly("EXECUTABLE");
        assertThat(symbols(named("a.zip", zip("forward.eml", inner)))).containsExactly("NOT_INSPECTED");
        byte[] plain = "Subject: x\r\n\r\nhello\r\n".getBytes(ISO_8859_1);
        assertThat(symbols(named("forward.eml", plain))).isEmpty();
        assertThat(Attached.filter().check(named("a.eml", PROGRAM)))
                .filteredOn(finding -> finding.symbol().equals("ATTACHMENT_EXECUTABLE"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.evidence()).containsEntry("bytes", (long) PROGRAM.length));
    }

    @Test
    void winmailDatIsNotLookedInto() throws Exception {
        byte[] tnef = "x\u009f>\"\1\0\1\6\u0090\10\0".getBytes(ISO_8859_1);
        assertThat(symbols(Attached.mail("application/ms-tnef", "attachment; filename=winmail.dat", tnef)))
                .containsExactly("NOT_INSPECTED");
    }

    @Test
    void brokenArchivesNeverThrow() throws Exception {
        byte[] seed = zip("a.zip", zip("b.txt", TEXT));
        var random = new Random(20261124);
        for (int i = 0; i < 2000; i++) {
            byte[] mutated = seed.clone();
            for (int edits = 1 + random.nextInt(6); edits > 0; edits--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            assertThat(Attached.filter().check(named("a.zip", mutated))).hasSizeLessThan(15);
        }
    }

    @Test
    void listedNames(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("attachment-names.txt"), "# none\n.iso\n*invoice*.html # phishing\n");
        var filter = new AttachmentFilter(
                Binder.defaults(AttachmentFilter.Options.class), Messages.READER, NamePatterns.load(directory));
        assertThat(symbols(filter, named("a.ISO", TEXT))).containsExactly("LISTED");
        assertThat(symbols(filter, named("My Invoice 3.html", TEXT))).containsExactly("LISTED");
        assertThat(symbols(filter, named("a.html", TEXT))).isEmpty();
        assertThatThrownBy(() -> NamePatterns.of(List.of("*"))).isInstanceOf(IllegalArgumentException.class);
        Files.writeString(directory.resolve("attachment-names.txt"), ".iso\n*\n");
        assertThatThrownBy(() -> NamePatterns.load(directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("attachment-names.txt:2: ");
    }

    @Test
    void structure() throws Exception {
        assertThat(symbols(Attached.mail(Messages.message("Content-Type: message/rfc822\n\n".repeat(60)))))
                .containsExactly("MIME_LIMIT");
        assertThat(symbols(Attached.mail(Messages.message("Subject: plain\n\nhello\n"))))
                .isEmpty();
    }

    @Test
    void report() throws IOException {
        Mail mail = Attached.mail("image/png; name=invoice.exe", "attachment", "abc".getBytes(ISO_8859_1));
        assertThat(Attached.filter().report(Messages.READER.view(mail)))
                .containsExactly(
                        new PartReport(1, "", "text/plain", "text/plain", 19, sha("See the attachment.")),
                        new PartReport(1, "invoice.exe", "image/png", "text/plain", 3, sha("abc")));
    }

    private static String sha(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
