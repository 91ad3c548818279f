package org.serai.identity.dkim;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a body in one canonical form (RFC 6376 sections 3.4.3 and 3.4.4), and of as many of its beginnings as
 * signatures ask for by {@code l=}. The body passes through in pieces of any size and is not kept.
 */
final class CanonicalBody {

    private final boolean relaxed;
    private final MessageDigest digest = Algorithm.sha256();
    private final long[] cuts;
    private int nextCut;
    private final Map<Long, byte[]> beginnings = new HashMap<>();

    private final byte[] out = new byte[8192];
    private int filled;
    /** Canonical octets so far. */
    private long length;

    /** Newlines that count only when something follows them. */
    private long newlines;

    private boolean carriageReturn;
    private boolean space;
    private byte @Nullable [] whole;

    /** A body that begins; {@code lengths} are those of the wanted beginnings in octets. */
    CanonicalBody(Canonicalization form, Collection<Long> lengths) {
        this.relaxed = form == Canonicalization.RELAXED;
        this.cuts =
                lengths.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
    }

    void update(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            byte octet = octets[i];
            if (carriageReturn) {
                carriageReturn = false;
                if (octet == '\n') {
                    newlines++;
                    space = false;
                    continue;
                }
                text((byte) '\r');
            }
            if (octet == '\r') {
                carriageReturn = true;
            } else if (relaxed && (octet == ' ' || octet == '\t')) {
                space = true;
            } else if (newlines == 0 && !space && filled < out.length) {
                out[filled++] = octet;
            } else {
                text(octet);
            }
        }
    }

    private void text(byte octet) {
        for (; newlines > 0; newlines--) {
            write((byte) '\r');
            write((byte) '\n');
        }
        if (space) {
            space = false;
            write((byte) ' ');
        }
        write(octet);
    }

    private void write(byte octet) {
        if (filled == out.length) {
            flush();
        }
        out[filled++] = octet;
    }

    private void flush() {
        int from = 0;
        while (nextCut < cuts.length && cuts[nextCut] <= length + filled) {
            int to = (int) (cuts[nextCut] - length);
            digest.update(out, from, to - from);
            beginnings.put(cuts[nextCut++], Algorithm.copyOf(digest).digest());
            from = to;
        }
        digest.update(out, from, filled - from);
        length += filled;
        filled = 0;
    }

    /** After the last octet. */
    void end() {
        if (carriageReturn) {
            text((byte) '\r');
        }
        // An empty body is an empty line in the simple form alone; a last line without its newline gets one in both.
        if (!relaxed || length + filled > 0) {
            write((byte) '\r');
            write((byte) '\n');
        }
        flush();
        whole = digest.digest();
    }

    /** Octets of the whole canonical body. */
    long length() {
        return length;
    }

    /** The hash of the whole, once ended, or of a wanted beginning; null when the body is shorter than that. */
    byte @Nullable [] hash(@Nullable Long beginning) {
        byte[] hash = beginning == null ? whole : beginnings.get(beginning);
        return hash == null ? null : Arrays.copyOf(hash, hash.length);
    }

    /** The lengths of the wanted beginnings. */
    List<Long> cuts() {
        return Arrays.stream(cuts).boxed().toList();
    }

    boolean knows(@Nullable Long beginning) {
        return beginning == null || beginnings.containsKey(beginning) || beginning > length;
    }
}
