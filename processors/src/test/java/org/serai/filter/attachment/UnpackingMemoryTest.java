package org.serai.filter.attachment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.serai.filter.attachment.Attached.named;
import static org.serai.filter.attachment.Attached.symbols;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.serai.mail.Mail;

/** What an attachment unpacks to never lies in memory: a few buffers are all that looking into it takes. */
@Timeout(120)
class UnpackingMemoryTest {

    private static final int UNPACKED = 24 << 20;
    private static final long BOUND = 12 << 20;

    /** The library would collect such an entry to find its end. */
    @Test
    void anEntryStoredWithoutItsSize() throws Exception {
        byte[] header = "PK\3\4\24\0\10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\5\0\0\0a.bin".getBytes(ISO_8859_1);
        assertBounded(named("a.gz", gzip(header, UNPACKED, new byte[0])), "ARCHIVE_BOMB", "HIDDEN", "NESTED_ARCHIVE");
    }

    /** The header of a gzip may hold a name and a comment of any size, in each member. */
    @Test
    void aGzipWithALongName() throws Exception {
        byte[] header = "\37\u008b\10\10\0\0\0\0\0\0".getBytes(ISO_8859_1);
        assertBounded(named("a.gz", gzip(header, UNPACKED, new byte[1])), "NOT_INSPECTED");
    }

    private static void assertBounded(Mail mail, String... expected) throws Exception {
        AttachmentFilter filter = Attached.filter();
        symbols(filter, named("a.zip", Attached.zip("a.txt", new byte[10])));
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        List<String> found = symbols(filter, mail);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(BOUND);
        assertThat(expected).containsAll(found);
        assertThat(found).isNotEmpty();
    }

    /** Octets between a head and an end, that pack well but are no bomb. */
    private static byte[] gzip(byte[] head, int size, byte[] end) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(head);
            filler(out, size);
            out.write(end);
        }
        return packed.toByteArray();
    }

    private static void filler(OutputStream out, int size) throws IOException {
        var random = new Random(20261124);
        byte[] row = "A".repeat(400).getBytes(ISO_8859_1);
        for (int i = 0; i < size; i += row.length) {
            row[0] = (byte) (1 + random.nextInt(255));
            out.write(row);
        }
    }
}
