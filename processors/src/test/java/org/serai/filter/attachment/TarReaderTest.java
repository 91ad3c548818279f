package org.serai.filter.attachment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.serai.filter.attachment.Attached.named;
import static org.serai.filter.attachment.Attached.symbols;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tars that unpackers read and that have no mark, or say of a file what its own header does not. */
class TarReaderTest {

    private static final String END = "\0".repeat(1024);

    @ParameterizedTest
    @ValueSource(strings = {"setup.exe", "%PDF-setup.exe", "PK\3\4setup.exe"})
    void v7HasNoMark(String name) throws Exception {
        assertThat(found(file(name, '0', "", 5, "hello") + END)).containsExactly("EXECUTABLE");
    }

    @Test
    void aTarByItsNameThatIsNone() throws Exception {
        assertThat(found("\0\1\2\3".repeat(400))).containsExactly("HIDDEN");
        assertThat(symbols(named("a.tar", Attached.zip("a.txt", new byte[10])))).containsExactly("TYPE_MISMATCH");
    }

    /** The file's own header covers the next one with its size, which pax corrects. */
    @Test
    void paxSizeCounts() throws Exception {
        String hidden = file("setup.exe", '0', "ustar", 5, "hello");
        assertThat(found(file("p", 'x', "ustar", 9, "9 size=5\n")
                        + file("a.txt", '0', "ustar", 512 + hidden.length(), "hello")
                        + hidden
                        + END))
                .containsExactly("EXECUTABLE");
    }

    @Test
    void paxRecordsAreReadByTheirLength() throws Exception {
        String records = "27 comment= path=readme.txt\n";
        String name = "18 path=setup.exe\n";
        assertThat(records).hasSize(28);
        assertThat(found(file("p", 'x', "ustar", 28 + 18, "28" + records.substring(2) + name)
                        + file("a", '0', "ustar", 5, "hello")
                        + END))
                .containsExactly("EXECUTABLE");
    }

    @Test
    void whatUnpackersDisagreeOnIsToldAsNotInspected() throws Exception {
        String text = file("a.txt", '0', "ustar", 5, "hello");
        assertThat(found(file("p", 'x', "ustar", 7, "99 a=b\n") + text + END)).containsExactly("NOT_INSPECTED");
        assertThat(found(file("p", 'g', "ustar", 9, "9 size=5\n") + text + END)).containsExactly("NOT_INSPECTED");
        assertThat(found(file("p", '5', "ustar", 5, "hello") + text + END)).containsExactly("NOT_INSPECTED");
        assertThat(found(text + "x".repeat(512) + END)).containsExactly("NOT_INSPECTED");
        assertThat(found(file("p", 'x', "ustar", 70_000, "x".repeat(70_000)) + text + END))
                .containsExactly("NOT_INSPECTED");
        assertThat(found(text + text + END + "x".repeat(512))).isEmpty();
    }

    @Test
    void filesOfUnknownTypesAndBehindTheEndCount() throws Exception {
        assertThat(found(file("setup.exe", 'S', "ustar", 5, "hello") + END)).containsExactly("EXECUTABLE");
        assertThat(found(file("a", '0', "ustar", 0, "") + END + file("setup.exe", '0', "ustar", 5, "hello")))
                .containsExactly("EXECUTABLE");
    }

    private static Iterable<String> found(String tar) throws Exception {
        return symbols(named("a.tar", tar.getBytes(ISO_8859_1)));
    }

    private static String file(String name, char type, String mark, int size, String content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "000644 \0000000 \0000000 \0");
        put(header, 124, "%011o %011o         ".formatted(size, 0));
        header[156] = (byte) type;
        put(header, 257, mark.isEmpty() ? "" : mark + "\00000");
        int sum = 0;
        for (byte octet : header) {
            sum += octet & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        int padded = (content.length() + 511) / 512 * 512;
        return new String(header, ISO_8859_1)
                + new String(Arrays.copyOf(content.getBytes(ISO_8859_1), padded), ISO_8859_1);
    }

    private static void put(byte[] header, int at, String text) {
        System.arraycopy(text.getBytes(ISO_8859_1), 0, header, at, text.length());
    }
}
