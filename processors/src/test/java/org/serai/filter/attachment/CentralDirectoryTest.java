package org.serai.filter.attachment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.serai.filter.attachment.Attached.PROGRAM;
import static org.serai.filter.attachment.Attached.named;
import static org.serai.filter.attachment.Attached.symbols;
import static org.serai.filter.attachment.Attached.zip;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zips whose directory at the end says other than what stands in front, and zips behind other octets. */
@Timeout(120)
class CentralDirectoryTest {

    private static final String TEXT = "hello";

    /** A record begun at the end of an entry would swallow the true one behind it, were each octet of one record only. */
    @Test
    void aForgedRecordDoesNotCoverTheTrueOne() throws Exception {
        String cover = "PK\1\2" + " ".repeat(24) + "\u00ff\0" + " ".repeat(16) + " ".repeat(150);
        assertThat(found("a.zip", stored("a.txt", "a.vbs", "", TEXT + cover))).containsExactly("SCRIPT");
        assertThat(found("a.zip", stored("a.txt", "a.vbs", "", TEXT + "PK\1PK\1\2PK")))
                .containsExactly("SCRIPT");
    }

    @Test
    void theEndOfALongNameCounts() throws Exception {
        assertThat(found("a.zip", stored("a.txt", "a".repeat(5000) + ".vbs", "", TEXT)))
                .containsExactly("SCRIPT");
    }

    /** APPNOTE.TXT section 4.6.9: Info-ZIP, 7-Zip and WinRAR take the name in Unicode. */
    @Test
    void theNameInUnicodeCounts() throws Exception {
        assertThat(found("a.zip", stored("a.txt", "a.txt", "up\12\0\1\0\0\0\0a.vbs", TEXT)))
                .containsExactly("SCRIPT");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 10_000, 100_000})
    void aZipBehindOtherOctetsIsLookedInto(int front) throws Exception {
        String hidden = "\1".repeat(front) + new String(zip("a.txt", PROGRAM), ISO_8859_1);
        assertThat(found("a.zip", hidden)).containsExactly("EXECUTABLE", "HIDDEN");
        assertThat(found("a.docx", hidden)).containsExactly("EXECUTABLE", "HIDDEN");
        assertThat(found("a.dat", hidden)).containsExactly("EXECUTABLE", "HIDDEN");
        assertThat(found("a.zip", "%PDF-1.4\n" + hidden)).contains("EXECUTABLE", "HIDDEN");
    }

    @Test
    void whatIsNoZipIsNotHidden() throws Exception {
        assertThat(found("a.dat", "\1".repeat(1000))).isEmpty();
        assertThat(found("a.dat", "\1".repeat(1000) + "PK\5\6" + "\1".repeat(1000)))
                .isEmpty();
        assertThat(found("a.docx", "hello")).isEmpty();
    }

    @Test
    void manyRecords() throws Exception {
        String records = ("PK\1\2" + "\1".repeat(24) + "\2\0").repeat(100_000);
        assertThat(found("a.zip", stored("a.txt", "a.vbs", "", records))).contains("SCRIPT");
        var names = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            names.append("PK\1\2")
                    .append("\1".repeat(24))
                    .append("\4\0")
                    .append("\1".repeat(16))
                    .append("%04d".formatted(i));
        }
        assertThat(found("a.zip", stored("a.txt", "a.vbs", "", names.toString())))
                .contains("ARCHIVE_BOMB");
    }

    private static List<String> found(String name, String archive) throws Exception {
        return symbols(named(name, archive.getBytes(ISO_8859_1)));
    }

    /** A zip with one file, stored, by these names in front and in the directory. */
    private static String stored(String local, String central, String extra, String content) {
        String common = "\0\0\0\0\0\0\0\0\0\0\0\0" + number(content.length(), 4) + number(content.length(), 4);
        String file = "PK\3\4\24\0" + common + number(local.length(), 2) + "\0\0" + local + content;
        String directory = "PK\1\2\24\0\24\0" + common + number(central.length(), 2) + number(extra.length(), 2)
                + "\0".repeat(14) + central + extra;
        return file + directory + "PK\5\6\0\0\0\0\1\0\1\0" + number(directory.length(), 4) + number(file.length(), 4)
                + "\0\0";
    }

    private static String number(int value, int octets) {
        var out = new StringBuilder();
        for (int i = 0; i < octets; i++) {
            out.append((char) (value >> 8 * i & 0xff));
        }
        return out.toString();
    }
}
