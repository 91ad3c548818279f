package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellsTest {

    private final Cells cells = new Cells(1024);

    private static byte[] written(Cells cells) throws IOException {
        var out = new ByteArrayOutputStream();
        cells.write(new DataOutputStream(out));
        return out.toByteArray();
    }

    private static Cells read(byte[] octets, int size) throws IOException {
        var out = new Cells(size);
        out.read(new DataInputStream(new ByteArrayInputStream(octets)));
        return out;
    }

    @Test
    void whatWasWrittenIsReadAgain() throws IOException {
        List<Integer> numbers = List.of(1, -1, 63, -64, 64, 300, Integer.MAX_VALUE, Integer.MIN_VALUE);
        for (int i = 0; i < numbers.size(); i++) {
            cells.add(i * 100, numbers.get(i));
        }
        cells.add(1023, 7);

        Cells again = read(written(cells), 1024);

        for (int i = 0; i < 1024; i++) {
            assertThat(again.get(i)).isEqualTo(cells.get(i));
        }
    }

    @Test
    void anEmptyTableIsAFewOctets() throws IOException {
        assertThat(written(cells)).hasSize(4);
        assertThat(read(written(cells), 1024).get(1023)).isZero();
    }

    @Test
    void aFeatureHasTwoCellsSideBySide() {
        assertThat(cells.place(-1)).isEqualTo(1022);
        assertThat(cells.place(1023)).isEqualTo(1022);
        assertThat(cells.single(-1)).isEqualTo(1023);
    }

    @Test
    void aTableOfAnotherSizeIsRefused() throws IOException {
        cells.add(1, 1);
        byte[] octets = written(cells);

        assertThatThrownBy(() -> read(octets, 512)).hasMessageContaining("another size");
    }

    @Test
    void aRunThatEndsBehindTheTableIsRefused() {
        byte[] octets = {0, 0, 4, 0, (byte) 0xff, 0x7f};

        assertThatThrownBy(() -> read(octets, 1024)).hasMessageContaining("behind the table");
    }
}
