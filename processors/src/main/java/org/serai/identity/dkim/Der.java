package org.serai.identity.dkim;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** What of DER (X.690) it takes to put a bare key into the envelope that Java reads. */
final class Der {

    private static final HexFormat HEX = HexFormat.of();

    /** AlgorithmIdentifier of rsaEncryption (RFC 8017 appendix C). */
    private static final byte[] RSA = HEX.parseHex("300d06092a864886f70d0101010500");

    /** AlgorithmIdentifier of Ed25519 (RFC 8410 section 3). */
    private static final byte[] ED25519 = HEX.parseHex("300506032b6570");

    private static final byte[] ZERO = HEX.parseHex("020100");
    private static final byte[] NO_UNUSED_BITS = new byte[1];

    private Der() {}

    /** RSAPublicKey as SubjectPublicKeyInfo. */
    static byte[] rsaPublic(byte[] pkcs1) {
        return value(0x30, RSA, value(0x03, NO_UNUSED_BITS, pkcs1));
    }

    /** RSAPrivateKey as PKCS #8. */
    static byte[] rsaPrivate(byte[] pkcs1) {
        return value(0x30, ZERO, RSA, value(0x04, pkcs1));
    }

    /** The 32 octets of an Ed25519 key as SubjectPublicKeyInfo. */
    static byte[] ed25519Public(byte[] key) {
        return value(0x30, ED25519, value(0x03, NO_UNUSED_BITS, key));
    }

    private static byte[] value(int tag, byte[]... parts) {
        var inside = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            inside.writeBytes(part);
        }
        var out = new ByteArrayOutputStream();
        out.write(tag);
        int size = inside.size();
        if (size > 0xff) {
            out.write(0x82);
            out.write(size >> 8);
        } else if (size > 0x7f) {
            out.write(0x81);
        }
        out.write(size);
        out.writeBytes(inside.toByteArray());
        return out.toByteArray();
    }
}
