package org.serai.identity.dkim;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The algorithms that count (RFC 8301 section 3.1, RFC 8463); rsa-sha1 is not one of them. */
enum Algorithm {
    RSA_SHA256("rsa-sha256", "rsa", "SHA256withRSA"),
    ED25519_SHA256("ed25519-sha256", "ed25519", "Ed25519");

    private final String id;
    private final String keyType;
    private final String java;

    Algorithm(String id, String keyType, String java) {
        this.id = id;
        this.keyType = keyType;
        this.java = java;
    }

    static @Nullable Algorithm named(String id) {
        return Arrays.stream(values())
                .filter(each -> each.id.equals(id))
                .findFirst()
                .orElse(null);
    }

    static @Nullable Algorithm ofKeyType(String keyType) {
        return Arrays.stream(values())
                .filter(each -> each.keyType.equals(keyType))
                .findFirst()
                .orElse(null);
    }

    /** As in {@code a=}. */
    String id() {
        return id;
    }

    /** As in {@code k=}. */
    String keyType() {
        return keyType;
    }

    boolean verifies(PublicKey key, byte[] data, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(java);
            verifier.initVerify(key);
            verifier.update(signed(data));
            return verifier.verify(signature);
        } catch (SignatureException | InvalidKeyException e) {
            // A signature of the wrong length, or a point that is not on the curve: it does not verify.
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java 17 has " + java, e);
        }
    }

    byte[] sign(PrivateKey key, byte[] data) throws GeneralSecurityException {
        Signature signer = Signature.getInstance(java);
        signer.initSign(key);
        signer.update(signed(data));
        return signer.sign();
    }

    /** Ed25519 signs the hash as if it were the message (RFC 8463 section 3). */
    private byte[] signed(byte[] data) {
        return switch (this) {
            case RSA_SHA256 -> data;
            case ED25519_SHA256 -> sha256().digest(data);
        };
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static MessageDigest copyOf(MessageDigest running) {
        try {
            return (MessageDigest) running.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's own SHA-256 can be copied", e);
        }
    }
}
