package org.serai.admin;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Knows who may send commands over a topic: whoever has the key makes the HMAC-SHA-256 (RFC 2104) of what he sends. */
public final class CommandKey {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** The octets of its file. */
    public CommandKey(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * Whether this value was signed.
     *
     * @param hmac in hexadecimal
     */
    public boolean signed(byte[] value, String hmac) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] expected = HexFormat.of().formatHex(mac.doFinal(value)).getBytes(StandardCharsets.US_ASCII);
            return MessageDigest.isEqual(
                    expected, hmac.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("each Java has " + ALGORITHM, e);
        }
    }
}
