package org.serai.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.ConfigException;

class SecretsTest {

    @TempDir
    private Path directory;

    @Test
    void aTokenIsMadeOnceAndItsOwnersAlone() throws Exception {
        Path file = directory.resolve("admin.token");
        SecretFile.make(file);
        byte[] token = SecretFile.read("admin.token", file);
        SecretFile.make(file);

        assertThat(token).hasSize(64).isEqualTo(SecretFile.read("admin.token", file));
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(directory).isDirectoryContaining("glob:**admin.token").isDirectoryNotContaining("glob:**.secret*");
    }

    @Test
    void whatOthersMayReadOrIsShortOrMissingIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("key"), "0".repeat(32));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> SecretFile.read("release.key-file", file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("chmod 600 " + file);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(SecretFile.read("release.key-file", file)).hasSize(32);
        Files.writeString(file, "0".repeat(31));
        assertThatThrownBy(() -> SecretFile.read("release.key-file", file)).hasMessageContaining("fewer than 32");
        Files.delete(file);
        assertThatThrownBy(() -> SecretFile.read("release.key-file", file)).hasMessageContaining("does not exist");
    }

    @Test
    void aSecretOfKubernetesIsReadByTheGroupOfThePod() throws Exception {
        Path file = Files.writeString(directory.resolve("key"), "0".repeat(32));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
        if (Files.getOwner(file).getName().equals("root")) {
            assertThat(SecretFile.read("release.key-file", file)).hasSize(32);
        } else {
            assertThatThrownBy(() -> SecretFile.read("release.key-file", file)).hasMessageContaining("chmod 600");
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        assertThatThrownBy(() -> SecretFile.read("release.key-file", file)).hasMessageContaining("chmod 600");
    }

    /** RFC 4231 section 4.3. */
    @Test
    void aSignatureIsThatOfTheKeyAndTheValue() {
        var key = new CommandKey("Jefe".getBytes(StandardCharsets.US_ASCII));
        byte[] value = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
        String hmac = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

        assertThat(key.signed(value, hmac)).isTrue();
        assertThat(key.signed(value, hmac.toUpperCase(Locale.ROOT))).isTrue();
        assertThat(key.signed(value, "")).isFalse();
        assertThat(key.signed(value, hmac.replace('5', '6'))).isFalse();
        value[0]++;
        assertThat(key.signed(value, hmac)).isFalse();
    }
}
