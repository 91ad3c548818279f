package org.serai.identity.dkim;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.serai.identity.DkimResult.Result;

/**
 * A public key as it stands in the DNS (RFC 6376 section 3.6.1).
 *
 * @param bits 256 for Ed25519
 * @param strict {@code t=s}: a signature's {@code i=} has the very domain of its {@code d=}
 * @param testing {@code t=y}
 */
record KeyRecord(Algorithm algorithm, PublicKey key, int bits, boolean strict, boolean testing) {

    /** RFC 8301 section 3.2. */
    private static final int MIN_RSA = 1024;

    /** Beyond it a verification takes longer than the rest of the mail. */
    private static final int MAX_RSA = 8192;

    private static final int ED25519_OCTETS = 32;
    private static final int MAX_ENCODED = 4096;

    /** Reads a TXT record; a flaw where it is no key, or none for the e-mail service. */
    static KeyRecord parse(String text) throws Flaw {
        TagList tags = TagList.parse(text);
        if (tags == null) {
            throw Flaw.permerror("the key record is no list of tags");
        }
        String version = tags.get("v");
        if (version != null && !(version.equals("DKIM1") && tags.first().equals("v"))) {
            throw Flaw.permerror("the record is not of DKIM version 1");
        }
        String hashes = tags.get("h");
        if (hashes != null && !TagList.members(hashes).contains("sha256")) {
            throw Flaw.permerror("the key is not for SHA-256");
        }
        List<String> services = services(tags);
        if (!services.contains("*") && !services.contains("email")) {
            throw Flaw.permerror("the key is not for e-mail");
        }
        String encoded = tags.get("p");
        if (encoded == null) {
            throw Flaw.permerror("the record holds no key");
        }
        if (encoded.isEmpty()) {
            throw Flaw.permerror("the key is revoked");
        }
        String type = tags.get("k");
        Algorithm algorithm = Algorithm.ofKeyType(type == null ? "rsa" : type);
        if (algorithm == null) {
            throw Flaw.permerror("the key is of an unknown type");
        }
        String flagsSaid = tags.get("t");
        List<String> flags = flagsSaid == null ? List.of() : TagList.members(flagsSaid);
        PublicKey key = key(algorithm, decode(encoded));
        return new KeyRecord(algorithm, key, bits(key), flags.contains("s"), flags.contains("y"));
    }

    private static List<String> services(TagList tags) {
        String said = tags.get("s");
        return said == null
                ? List.of("*")
                : TagList.members(said).stream()
                        .map(each -> each.toLowerCase(Locale.ROOT))
                        .toList();
    }

    private static byte[] decode(String encoded) throws Flaw {
        byte[] octets = encoded.length() > MAX_ENCODED ? new byte[0] : base64(encoded);
        if (octets.length == 0) {
            throw Flaw.permerror("the key is not in base64, or too long");
        }
        return octets;
    }

    /** Empty where it is none. White space in it does not count (RFC 6376 section 3.2). */
    static byte[] base64(String text) {
        var dense = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                dense.append(c);
            }
        }
        try {
            return Base64.getDecoder().decode(dense.toString());
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static PublicKey key(Algorithm algorithm, byte[] octets) throws Flaw {
        try {
            return switch (algorithm) {
                case RSA_SHA256 -> rsa(octets);
                case ED25519_SHA256 -> ed25519(octets);
            };
        } catch (GeneralSecurityException e) {
            throw Flaw.permerror("the key is no " + algorithm.keyType() + " key");
        }
    }

    /** As SubjectPublicKeyInfo, which all use, or as RSAPublicKey, which is what section 3.6.1 says. */
    private static PublicKey rsa(byte[] octets) throws GeneralSecurityException, Flaw {
        KeyFactory keys = KeyFactory.getInstance("RSA");
        PublicKey key;
        try {
            key = keys.generatePublic(new X509EncodedKeySpec(octets));
        } catch (InvalidKeySpecException e) {
            key = keys.generatePublic(new X509EncodedKeySpec(Der.rsaPublic(octets)));
        }
        int bits = bits(key);
        BigInteger exponent = ((RSAPublicKey) key).getPublicExponent();
        if (bits < MIN_RSA) {
            throw new Flaw(Result.POLICY, "an RSA key of " + bits + " bits is too short");
        }
        if (bits > MAX_RSA || exponent.bitLength() > Long.SIZE) {
            throw new Flaw(Result.POLICY, "an RSA key of " + bits + " bits takes too long to use");
        }
        return key;
    }

    private static PublicKey ed25519(byte[] octets) throws GeneralSecurityException {
        if (octets.length != ED25519_OCTETS) {
            throw new InvalidKeySpecException("an Ed25519 key has 32 octets (RFC 8463 section 4.2)");
        }
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(Der.ed25519Public(octets)));
    }

    private static int bits(PublicKey key) {
        return key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : ED25519_OCTETS * Byte.SIZE;
    }
}
