package org.serai.identity.dkim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.serai.config.ConfigException;
import org.serai.mail.DomainName;

/**
 * A private key that mail is signed with, read from {@code <selector>._domainkey.<domain>.pem}: the file is named as the
 * DNS name of its public half.
 */
record SigningKey(DomainName domain, DomainName selector, Algorithm algorithm, PrivateKey key) {

    static final String SUFFIX = ".pem";
    static final String MIDDLE = "._domainkey.";

    private static final String PKCS8 = "PRIVATE KEY";
    private static final String PKCS1 = "RSA PRIVATE KEY";
    private static final int MIN_RSA = 1024;
    private static final int MAX_FILE = 64 << 10;

    /**
     * Reads a file.
     *
     * @throws ConfigException when its name or what it holds is wrong
     */
    static SigningKey read(Path file) {
        String name = String.valueOf(file.getFileName());
        int middle = name.indexOf(MIDDLE);
        DomainName selector = middle < 0 ? null : DomainName.of(name.substring(0, middle));
        DomainName domain = middle < 0
                ? null
                : DomainName.of(name.substring(middle + MIDDLE.length(), name.length() - SUFFIX.length()));
        if (selector == null || domain == null) {
            throw new ConfigException(file + ": the name must be selector" + MIDDLE + "domain" + SUFFIX);
        }
        try {
            PrivateKey key = parse(text(file));
            var read = new SigningKey(
                    domain, selector, key instanceof RSAKey ? Algorithm.RSA_SHA256 : Algorithm.ED25519_SHA256, key);
            if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA) {
                throw new ConfigException(file + ": RSA keys below 1024 bits pass nowhere (RFC 8301)");
            }
            read.sign(new byte[0]);
            return read;
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new ConfigException(
                    file + ": no private key in PEM, RSA or Ed25519, without a password (" + e.getMessage() + ")", e);
        }
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE) {
            throw new IOException("it is too large to be a key");
        }
        return Files.readString(file);
    }

    private static PrivateKey parse(String pem) throws GeneralSecurityException {
        byte[] pkcs1 = block(pem, PKCS1);
        byte[] pkcs8 = pkcs1.length > 0 ? Der.rsaPrivate(pkcs1) : block(pem, PKCS8);
        var spec = new PKCS8EncodedKeySpec(pkcs8);
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        } catch (InvalidKeySpecException e) {
            return KeyFactory.getInstance("Ed25519").generatePrivate(spec);
        }
    }

    /** What stands between the lines with this label; empty where they are not there (RFC 7468). */
    private static byte[] block(String pem, String label) {
        String begin = "-----BEGIN " + label + "-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END " + label + "-----", Math.max(from, 0));
        return from < 0 || to < 0
                ? new byte[0]
                : Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    }

    byte[] sign(byte[] data) throws GeneralSecurityException {
        return algorithm.sign(key, data);
    }
}
