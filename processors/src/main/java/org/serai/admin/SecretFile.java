package org.serai.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.serai.config.ConfigException;

/** A file with a secret, which its owner alone may read. */
public final class SecretFile {

    private static final int OCTETS = 32;
    private static final int LONGEST = 4096;
    private static final int ROOT = 0;

    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    /** As Kubernetes gives a Secret to the group of a pod: root's, and nobody can write it. */
    private static final Set<PosixFilePermission> MOUNTED =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.GROUP_READ);

    private SecretFile() {}

    /** Makes one with 256 bits of chance in hexadecimal, 0600, where none is. */
    public static void make(Path file) throws IOException {
        var secret = new byte[OCTETS];
        new SecureRandom().nextBytes(secret);
        Path unfinished = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                ".secret",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(unfinished, HexFormat.of().formatHex(secret) + "\n");
            // Whole or not at all, and never over one that is there.
            Files.createLink(file, unfinished);
        } catch (FileAlreadyExistsException e) {
            // It was made before.
        } finally {
            Files.delete(unfinished);
        }
    }

    /**
     * Reads one, without white space around it.
     *
     * @param name of the file or property, for people
     * @throws ConfigException when it is too short, others may read it, or we may not
     */
    public static byte[] read(String name, Path file) {
        try {
            if (open(file)) {
                throw new ConfigException(name + ": others may read or write " + file + "; type: chmod 600 " + file);
            }
            if (Files.size(file) > LONGEST) {
                throw new ConfigException(name + ": " + file + " is longer than " + LONGEST + " octets");
            }
            byte[] secret =
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip().getBytes(StandardCharsets.ISO_8859_1);
            if (secret.length < OCTETS) {
                throw new ConfigException(
                        name + ": " + file + " has fewer than " + OCTETS + " octets; type: openssl rand -hex 32");
            }
            return secret;
        } catch (IOException e) {
            throw ConfigException.about(name + ": " + file + " cannot be read", file, e);
        }
    }

    private static boolean open(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.equals(MOUNTED) && Files.getAttribute(file, "unix:uid").equals(ROOT)) {
            return false;
        }
        return permissions.stream().anyMatch(OTHERS::contains);
    }
}
