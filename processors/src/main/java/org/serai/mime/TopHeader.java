package org.serai.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import org.serai.mail.Content;
import org.serai.mime.MimeView.Field;

/**
 * The header of the message itself.
 *
 * @param doubtful as {@link MimeView#doubtful}
 * @param size octets, without the empty line after it
 * @param broken lines that are no field
 * @param end where the newline of its last line begins: the empty one, if there is one
 * @param bodyFrom first octet after that newline
 */
record TopHeader(
        List<Field> fields, List<Field> doubtful, long size, boolean truncated, int broken, long end, long bodyFrom) {

    private static final int BUFFER = 8 * 1024;

    static TopHeader read(Content content, MimeReader.Limits limits) throws IOException {
        var block = new HeaderBlock(0, limits.maxHeader().bytes());
        long end = 0;
        try (InputStream in = content.open()) {
            var lines = new Lines(in, (int) Math.max(1024, Math.min(BUFFER, content.size() + 1)));
            while (lines.next()) {
                end = lines.endOffset();
                if (lines.length() == 0 && !lines.continued) {
                    break;
                }
                block.add(lines);
            }
            List<Field> fields = block.fields(true);
            return new TopHeader(
                    Collections.unmodifiableList(fields),
                    Collections.unmodifiableList(block.doubtful()),
                    block.size(),
                    block.truncated(),
                    block.broken(),
                    end,
                    lines.nextOffset());
        }
    }
}
