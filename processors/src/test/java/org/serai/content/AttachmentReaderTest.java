package org.serai.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.config.Size;
import org.serai.mime.Messages;

class AttachmentReaderTest {

    private static final AttachmentReader READER =
            new AttachmentReader(Messages.READER, limits(4 << 20, 64 << 10, Duration.ofSeconds(60)));
    private static final String WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    @Test
    void pdf() throws IOException {
        assertThat(read(READER, pdf("Dear friend, pay now"))).isEqualTo("READ Dear friend, pay now");
    }

    @Test
    void rtf() {
        assertThat(read(READER, bytes("{\\rtf1\\ansi\\pard Dear {\\b friend}, pay \\u8364? 5\\par now}")))
                .isEqualTo("READ Dear friend, pay € 5 now");
    }

    @Test
    void oldExcel() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var book = new HSSFWorkbook()) {
            book.createSheet("s").createRow(0).createCell(0).setCellValue("Dear friend");
            book.write(out);
        }
        assertThat(read(READER, out.toByteArray())).startsWith("READ ").contains("Dear friend");
    }

    @Test
    void word() throws IOException {
        String document =
                "<?xml version='1.0'?><w:document xmlns:w='" + WORD + "'><w:body><w:p><w:r><w:t>Dear fri</w:t></w:r>"
                        + "<w:r><w:t>end</w:t></w:r></w:p><w:p><w:r><w:instrText>no</w:instrText><w:t>pay &amp; go</w:t></w:r></w:p>"
                        + "</w:body></w:document>";
        assertThat(read(READER, zip("[Content_Types].xml", "<x/>", "word/document.xml", document)))
                .isEqualTo("READ Dear friend pay & go");
    }

    @Test
    void excel() throws IOException {
        assertThat(read(
                        READER,
                        zip(
                                "[Content_Types].xml",
                                "<x/>",
                                "xl/sharedStrings.xml",
                                "<sst><si><t>Dear</t></si><si><t>friend</t></si></sst>",
                                "xl/worksheets/sheet1.xml",
                                "<worksheet><c><v>5</v></c><c><is><t>pay</t></is></c></worksheet>")))
                .isEqualTo("READ Dear friend pay");
    }

    @Test
    void openDocument() throws IOException {
        assertThat(read(READER, zip("mimetype", "x", "content.xml", "<o><p>Dear <b>fri</b>end</p><h>pay</h></o>")))
                .isEqualTo("READ Dear friend pay");
    }

    @Test
    void noEntityIsResolved() throws IOException {
        String xml = "<!DOCTYPE o [<!ENTITY e SYSTEM 'file:///etc/hostname'><!ENTITY f 'boom'>]><o><p>a&e;&f;</p></o>";

        assertThat(read(READER, zip("mimetype", "x", "content.xml", xml))).doesNotContain("boom");
    }

    @Test
    void otherFilesAreNoDocuments() throws IOException {
        assertThat(texts(READER, bytes("\u007fELF and more"))).isEmpty();
        assertThat(texts(READER, new byte[0])).isEmpty();
        assertThat(read(READER, zip("a.txt", "Dear"))).isEqualTo("BROKEN ");
    }

    @Test
    void limitsHold() throws IOException {
        byte[] rtf = bytes("{\\rtf1\\pard " + "Dear friend ".repeat(200_000) + "}");

        assertThat(read(reader(2 << 20, 64 << 10, Duration.ofSeconds(60)), rtf)).isEqualTo("LARGE ");
        assertThat(read(reader(4 << 20, 1 << 10, Duration.ofSeconds(60)), rtf)).hasSize(4 + 1024);
        assertThat(read(
                        reader(4 << 20, 1 << 10, Duration.ofSeconds(60)),
                        zip("mimetype", "x", "content.xml", "<p>" + "a".repeat(2000) + "</p>")))
                .startsWith("CUT aaa")
                .hasSize(4 + 1024);
        assertThat(read(reader(4 << 20, 4 << 20, Duration.ofMillis(1)), rtf)).isEqualTo("LATE ");
    }

    @Test
    void whoIsPatientIsNeverLate() {
        byte[] rtf = bytes("{\\rtf1\\pard " + "Dear {\\b friend} ".repeat(20_000) + "}");
        AttachmentReader.Limits hasty = limits(4 << 20, 1 << 10, Duration.ofMillis(1));

        assertThat(read(new AttachmentReader(Messages.READER, hasty.patient()), rtf))
                .startsWith("CUT Dear friend");
    }

    @Test
    void whileDocumentsHangOthersAreMarkedAtOnce() {
        byte[] rtf = bytes("{\\rtf1\\pard " + "Dear {\\b friend} ".repeat(150_000) + "}");
        AttachmentReader reader = new AttachmentReader(
                Messages.READER,
                new AttachmentReader.Limits(true, new Size(4 << 20), new Size(4 << 20), Duration.ofMillis(20), 1));

        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> read(reader, rtf).equals("BUSY "));
        Awaitility.await()
                .until(() -> !read(reader, bytes("{\\rtf1\\pard a\\par}")).equals("BUSY "));
    }

    @Test
    void bombsAreBounded() throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(zipped)) {
            zip.putNextEntry(new ZipEntry("word/media/x"));
            for (int i = 0; i < 100; i++) {
                zip.write(new byte[1 << 20]);
            }
        }
        assertThat(read(READER, zipped.toByteArray())).isEqualTo("BROKEN ");
        byte[] once = deflated(new byte[40 << 20]);
        assertThat(read(READER, bomb(once))).isEqualTo("BROKEN ");
        assertThat(read(READER, bomb(deflated(once)))).isEqualTo("BROKEN ");
        assertThat(read(READER, bytes("%PDF-1.7\n<</Filter /LZ#57Decode>>"))).isEqualTo("BROKEN ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%PDF-1.7", "{\\rtf1", "PK\u0003\u0004", "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"})
    void brokenDocumentsAreNoError(String head) throws IOException {
        var random = new Random(1);
        for (int i = 0; i < 50; i++) {
            var junk = new byte[random.nextInt(3000)];
            random.nextBytes(junk);
            assertThat(texts(READER, bytes(head + new String(junk, StandardCharsets.ISO_8859_1))))
                    .hasSize(1);
        }
        byte[] pdf = pdf("Dear friend");
        for (int i = 0; i < 200; i++) {
            byte[] changed = pdf.clone();
            changed[8 + random.nextInt(changed.length - 8)] = (byte) random.nextInt(256);
            assertThat(texts(READER, changed)).hasSize(1);
        }
    }

    private static String read(AttachmentReader reader, byte[] document) {
        List<AttachedText> texts = texts(reader, document);
        assertThat(texts).hasSize(1);
        return texts.get(0).outcome() + " " + texts.get(0).text().strip();
    }

    private static List<AttachedText> texts(AttachmentReader reader, byte[] document) {
        return reader.of(Mails.data("Content-Type: application/octet-stream; name=x\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(document)));
    }

    private static AttachmentReader reader(int size, int chars, Duration time) {
        return new AttachmentReader(Messages.READER, limits(size, chars, time));
    }

    private static AttachmentReader.Limits limits(int size, int chars, Duration time) {
        return new AttachmentReader.Limits(true, new Size(size), new Size(chars), time, 2);
    }

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] zip(String... entries) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry(entries[i]));
                zip.write(entries[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static byte[] pdf(String text) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var pdf = new PDDocument()) {
            var page = new PDPage();
            pdf.addPage(page);
            try (var content = new PDPageContentStream(pdf, page)) {
                content.beginText();
                content.setFont(new PDType1Font(FontName.HELVETICA), 12);
                content.newLineAtOffset(50, 500);
                content.showText(text);
                content.endText();
            }
            pdf.save(out);
        }
        return out.toByteArray();
    }

    /** With a stream that is much more than the file. */
    private static byte[] bomb(byte[] deflated) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write(bytes("%PDF-1.7\n1 0 obj\n<</Filter 2 0 R>>\nstream\r\n"));
        out.write(deflated);
        out.write(bytes("\nendstream\nendobj\n"));
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] octets) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(octets);
        }
        return out.toByteArray();
    }
}
