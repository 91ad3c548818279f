package org.serai.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.junit.jupiter.api.Test;
import org.serai.Shared;

/** Where a message can be read in one way only, the view and Mime4j read it alike. */
class Mime4jOracleTest {

    /** Base64 without its padding, of which Mime4j loses the last octet. */
    private static final Path UNPADDED = Path.of("varied-fold-lengths-preserve-data.txt");

    private record Leaf(String type, int size, int hash) {}

    @Test
    void sameLeaves() throws Exception {
        int compared = 0;
        for (Path file : Shared.files("mime")) {
            byte[] octets = crlf(Files.readAllBytes(file));
            MimeView view = Messages.view(Messages.of(octets));
            boolean known = view.parts().stream().noneMatch(part -> part.encoding() == Encoding.UUENCODE);
            if (view.problems().isEmpty() && known && !file.endsWith(UNPADDED)) {
                assertThat(ours(view)).as(file.toString()).isEqualTo(mime4j(octets));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(150);
    }

    private static List<Leaf> ours(MimeView view) throws IOException {
        var leaves = new ArrayList<Leaf>();
        for (Part part : view.parts()) {
            if (!part.container()) {
                try (InputStream in = part.open()) {
                    leaves.add(leaf(part.type(), in));
                }
            }
        }
        return leaves;
    }

    private static List<Leaf> mime4j(byte[] octets) throws IOException, MimeException {
        var leaves = new ArrayList<Leaf>();
        var stream = new MimeTokenStream(MimeConfig.PERMISSIVE);
        stream.setRecursionMode(RecursionMode.M_RECURSE);
        stream.parse(new ByteArrayInputStream(octets));
        for (var state = stream.getState(); state != EntityState.T_END_OF_STREAM; state = stream.next()) {
            if (state == EntityState.T_BODY) {
                String type = stream.getBodyDescriptor().getMimeType();
                leaves.add(leaf(type, stream.getDecodedInputStream()));
            }
        }
        return leaves;
    }

    private static Leaf leaf(String type, InputStream in) throws IOException {
        byte[] octets = in.readAllBytes();
        return new Leaf(type, octets.length, Arrays.hashCode(octets));
    }

    private static byte[] crlf(byte[] octets) {
        var out = new ByteArrayOutputStream(octets.length + 1000);
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r')) {
                out.write('\r');
            }
            out.write(octets[i]);
        }
        return out.toByteArray();
    }
}
