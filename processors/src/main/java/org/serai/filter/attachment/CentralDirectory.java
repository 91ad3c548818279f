package org.serai.filter.attachment;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Notes, while a zip is read as a stream, the names in its central directory (APPNOTE.TXT section 4.3.12): unpackers go by
 * these, and a forged archive has others there than in front of its files.
 */
final class CentralDirectory extends FilterInputStream {

    private static final byte[] SIGNATURE = {'P', 'K', 1, 2};
    private static final int NAME_LENGTH = 28;
    private static final int FIXED = 46;
    private static final int MAX_NAMES = 2000;

    private final Set<String> names = new LinkedHashSet<>();
    private byte[] name = new byte[0];
    /** Octets of a file header seen so far. */
    private int at;

    private int length;

    CentralDirectory(InputStream in) {
        super(in);
    }

    Set<String> names() {
        return names;
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        if (octet >= 0) {
            next((byte) octet);
        }
        return octet;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        int read = super.read(target, offset, count);
        for (int i = offset; i < offset + read; i++) {
            next(target[i]);
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 8192)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void next(byte octet) {
        if (at < SIGNATURE.length) {
            at = octet == SIGNATURE[at] ? at + 1 : octet == 'P' ? 1 : 0;
            return;
        }
        if (at == NAME_LENGTH) {
            length = octet & 0xff;
        } else if (at == NAME_LENGTH + 1) {
            length = Math.min(255, length | (octet & 0xff) << 8);
            name = new byte[length];
        } else if (at >= FIXED) {
            name[at - FIXED] = octet;
        }
        at++;
        if (at >= FIXED && at - FIXED == length) {
            if (length > 0 && names.size() < MAX_NAMES) {
                names.add(new String(name, StandardCharsets.UTF_8));
            }
            at = 0;
        }
    }
}
