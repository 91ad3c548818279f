package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.config.Size;

/** Memory first, then files; nothing is left behind. */
class SpoolTest {

    private final ScheduledExecutorService files = Executors.newSingleThreadScheduledExecutor();
    private Path directory;

    @BeforeEach
    void keep(@TempDir Path temporary) {
        directory = temporary;
    }

    @AfterEach
    void close() {
        files.shutdownNow();
    }

    private Spool spool(long perMessage, long all) throws IOException {
        return new Spool(new SpoolSettings(new Size(perMessage), new Size(all), new Size(0)), directory, files);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 65536, 300_000, 2_000_000})
    void givesBackWhatWasWritten(int size) throws IOException {
        Spool spool = spool(256 << 10, 64 << 20);
        byte[] octets = new byte[size];
        new Random(size).nextBytes(octets);
        SpooledContent content = spool.create("m", 1 << 30);
        write(content, octets);
        assertThat(content.size()).isEqualTo(size);
        assertThat(content.inFile()).isEqualTo(size > 256 << 10);
        assertThat(Files.exists(directory.resolve("m"))).isEqualTo(size > 256 << 10);
        try (InputStream in = content.open()) {
            assertThat(in.readAllBytes()).isEqualTo(octets);
            assertThat(in.read()).isEqualTo(-1);
        }
        try (InputStream in = content.open()) {
            var out = new ByteArrayOutputStream();
            assertThat(in.transferTo(out)).isEqualTo(size);
            assertThat(out.toByteArray()).isEqualTo(octets);
        }
        if (size > 100) {
            try (InputStream in = content.open()) {
                assertThat(in.skip(size - 100)).isEqualTo(size - 100);
                assertThat(in.read()).isEqualTo(octets[size - 100] & 0xff);
                assertThat(in.readNBytes(200)).hasSize(99);
            }
        }
        content.release();
        content.release();
        assertThat(spool.memory()).isZero();
        await().until(() -> !Files.exists(directory.resolve("m")));
        assertThatThrownBy(content::open).isInstanceOf(IOException.class);
    }

    @Test
    void goesToFilesWhenAllMemoryIsTaken() throws IOException {
        Spool spool = spool(1 << 20, 100 << 10);
        SpooledContent first = spool.create("first", 1 << 30);
        write(first, new byte[150 << 10]);
        SpooledContent second = spool.create("second", 1 << 30);
        write(second, new byte[50 << 10]);
        assertThat(first.inFile()).isTrue();
        assertThat(spool.memory()).isLessThan(150 << 10);
        first.release();
        second.release();
        assertThat(spool.memory()).isZero();
    }

    @Test
    void emptiesItsDirectoryAtStart() throws IOException {
        Files.writeString(directory.resolve("left-over"), "x");
        spool(1, 1);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void knowsWhenTheDiskIsLow() throws IOException {
        assertThat(spool(1, 1).diskLow()).isFalse();
        assertThat(new Spool(new SpoolSettings(new Size(1), new Size(1), new Size(1L << 60)), directory, files)
                        .diskLow())
                .isTrue();
    }

    @Test
    void forgetsWhatIsTooLarge() throws IOException {
        Spool spool = spool(64 << 10, 1 << 20);
        SpooledContent content = spool.create("large", 200_000);
        write(content, new byte[300_000]);
        assertThat(content.tooLarge()).isTrue();
        assertThat(spool.memory()).isZero();
        content.release();
        await().until(() -> !Files.exists(directory.resolve("large")));
    }

    /** In pieces of 10,000, as the session does it: flushing when full, and at the end. */
    private static void write(SpooledContent content, byte[] octets) {
        var in = Unpooled.wrappedBuffer(octets);
        for (int at = 0; at < octets.length; at += 10_000) {
            content.write(in, at, Math.min(10_000, octets.length - at));
            if (content.full()) {
                flush(content, false);
            }
        }
        if (content.inFile()) {
            flush(content, true);
        }
    }

    private static void flush(SpooledContent content, boolean last) {
        var done = new CompletableFuture<Void>();
        content.flush(last, () -> done.complete(null));
        done.join();
    }
}
