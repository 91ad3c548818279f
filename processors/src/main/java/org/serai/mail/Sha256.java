package org.serai.mail;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash by which a message is known again: in quarantine, at the backend, when it comes a second time. */
public final class Sha256 {

    /** Of the content as filters see it; hexadecimal. */
    public record Received(String hex) {}

    /**
     * Of what the backend got between 354 and the end-of-data mark, dots unstuffed; hexadecimal.
     *
     * @param newlineAdded a final CRLF that the content lacked is part of it
     */
    public record Sent(String hex, boolean newlineAdded) {}

    private final MessageDigest digest;

    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public void update(byte[] bytes, int from, int length) {
        digest.update(bytes, from, length);
    }

    /** All that is left in the stream; returns how many octets it was. */
    public long update(InputStream in) throws IOException {
        byte[] buffer = new byte[8192];
        long octets = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            update(buffer, 0, read);
            octets += read;
        }
        return octets;
    }

    /** Ends it. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
