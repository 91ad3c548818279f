package org.serai.identity.dkim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.serai.mail.DomainName;

/**
 * A key pair just made: the private half in a file, the public one to be published.
 *
 * @param file not used yet: it must lose its suffix {@code .new} first, when the record is in the DNS
 * @param record the TXT record as a line of a zone file
 */
public record NewKey(Path file, String record) {

    /** What kind of key; the name is that of {@code k=} in upper case. */
    public enum Type {
        RSA,
        ED25519
    }

    /** What {@link SigningKeys} does not read. */
    public static final String SUFFIX = ".new";

    /** Longest string of a TXT record (RFC 1035 section 3.3.14). */
    private static final int STRING = 255;

    private static final int ED25519_OCTETS = 32;
    private static final int PEM_LINE = 64;

    /**
     * Makes a pair and writes the private half, 0600.
     *
     * @param directory made when it is missing
     * @param bits of an RSA key
     * @throws java.nio.file.FileAlreadyExistsException when there is such a key, new or in use
     */
    public static NewKey make(Path directory, DomainName domain, DomainName selector, Type type, int bits)
            throws IOException {
        KeyPair pair = pair(type, bits);
        byte[] key = pair.getPublic().getEncoded();
        // Of Ed25519 the bare key is published (RFC 8463 section 4.2).
        byte[] published = type == Type.RSA ? key : Arrays.copyOfRange(key, key.length - ED25519_OCTETS, key.length);
        String name = selector + SigningKey.MIDDLE + domain;
        String text = "v=DKIM1; k=" + type.name().toLowerCase(Locale.ROOT) + "; p="
                + Base64.getEncoder().encodeToString(published);
        Path file = directory.resolve(name + SigningKey.SUFFIX + SUFFIX);
        write(directory, file, pem(pair.getPrivate().getEncoded()));
        return new NewKey(file, name + ". IN TXT ( " + strings(text) + ")");
    }

    private static KeyPair pair(Type type, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(type == Type.RSA ? "RSA" : "Ed25519");
            if (type == Type.RSA) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java 17 has RSA and Ed25519", e);
        }
    }

    private static void write(Path directory, Path file, String pem) throws IOException {
        Files.createDirectories(directory);
        String inUse = file.toString();
        Path used = Path.of(inUse.substring(0, inUse.length() - SUFFIX.length()));
        if (Files.exists(used)) {
            throw new FileAlreadyExistsException(used.toString());
        }
        try (var channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            var octets = ByteBuffer.wrap(pem.getBytes(StandardCharsets.US_ASCII));
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
            channel.force(true);
        }
    }

    private static String pem(byte[] pkcs8) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(pkcs8)
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static String strings(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i += STRING) {
            out.append('"').append(text, i, Math.min(text.length(), i + STRING)).append("\" ");
        }
        return out.toString();
    }
}
