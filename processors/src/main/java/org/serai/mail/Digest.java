package org.serai.mail;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Size and SHA-256 of octets.
 *
 * @param sha256 hexadecimal, in lower case
 */
public record Digest(long bytes, String sha256) {

    /** Reads the stream to its end and closes it. */
    public static Digest of(InputStream octets) throws IOException {
        MessageDigest hash = sha();
        long bytes = 0;
        try (octets) {
            byte[] buffer = new byte[8192];
            for (int read = octets.read(buffer); read >= 0; read = octets.read(buffer)) {
                hash.update(buffer, 0, read);
                bytes += read;
            }
        }
        return new Digest(bytes, HexFormat.of().formatHex(hash.digest()));
    }

    /** SHA-256, for what is put together octet by octet. */
    public static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
