package org.serai.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CursorTest {

    @TempDir
    Path temp;

    private long reopened(long begin, long end) throws IOException {
        try (var cursor = new Cursor(temp.resolve("cursor"), begin, end)) {
            return cursor.position();
        }
    }

    @Test
    void itGoesOnWhereItStopped() throws IOException {
        try (var cursor = new Cursor(temp.resolve("cursor"), 5, 100)) {
            assertThat(cursor.position()).isEqualTo(5);
            cursor.moveTo(70);
            cursor.moveTo(80);
        }

        assertThat(reopened(0, 100)).isEqualTo(80);
        assertThat(reopened(90, 100)).isEqualTo(90);
        assertThat(reopened(10, 60)).isEqualTo(10);
    }

    @Test
    void aDamagedOneBeginsAnew() throws IOException {
        Files.writeString(temp.resolve("cursor"), "nonsense");

        assertThat(reopened(3, 100)).isEqualTo(3);
    }
}
