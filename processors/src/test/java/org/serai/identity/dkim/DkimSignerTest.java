package org.serai.identity.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.LogCapture;
import org.serai.Mails;
import org.serai.Shared;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.dns.Zone;
import org.serai.identity.DkimResult;
import org.serai.identity.DkimResult.Result;
import org.serai.identity.KeyZone;
import org.serai.mail.Mail;
import org.serai.mime.Messages;

/** Signed by us, verified by us. */
class DkimSignerTest {

    private static final Clock CLOCK = Clock.fixed(Mails.NOW, ZoneOffset.UTC);

    @TempDir
    Path directory;

    private List<String> sign(String message) {
        return sign(message, true);
    }

    private List<String> sign(String message, boolean trusted) {
        Mail mail = Mails.at(Mails.connected(Mails.client("192.0.2.1", trusted)), message, "b@example.org");
        return new DkimSigner(SigningKeys.load(directory), Messages.READER, CLOCK).sign(mail);
    }

    private static List<Result> verify(Zone zone, String message) {
        var verifier =
                new DkimVerifier(Messages.READER, mail -> zone, CLOCK, Binder.defaults(DkimVerifier.Limits.class));
        return verifier.of(Mails.data(message.getBytes(StandardCharsets.UTF_8))).join().stream()
                .map(DkimResult::result)
                .toList();
    }

    private static String with(List<String> fields, String message) {
        return String.join("\r\n", fields) + "\r\n" + message;
    }

    static Stream<String> messages() {
        return Stream.of(
                Mails.MESSAGE,
                Mails.MESSAGE.replace("text", "täxt \t text  \r\n\r\n.\r\n\r\n"),
                "From: a@sender.example\r\n\r\n",
                "From: a@sender.example",
                "From:a@sender.example\r\nfrom : b@sender.example\r\nReferences: <1@a>\r\n\t<2@a>\r\n\r\nno newline",
                "From: a@sender.example\r\nList-Id: <l.sender.example>\r\nList-Unsubscribe: <https://sender.example/>\r\n"
                        + "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\n" + "x".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void eachKeyOfTheDomainSigns(String message) {
        var keys = new KeyPairs(directory)
                .rsa("r1", "sender.example")
                .ed25519("e1", "sender.example")
                .ed25519("e2", "other.example");

        List<String> fields = sign(message);

        assertThat(fields).hasSize(2).allSatisfy(field -> assertThat(field.lines())
                .allMatch(line -> line.length() <= 80));
        assertThat(verify(keys.zone, with(fields, message))).containsExactly(Result.PASS, Result.PASS);
    }

    @Test
    void nobodyAddsASecondFieldOrChangesTheBody() {
        var keys = new KeyPairs(directory).ed25519("e", "sender.example");
        String signed = with(sign(Mails.MESSAGE), Mails.MESSAGE);

        for (String added : List.of("From: x@y", "To: x@y", "Cc: x@y", "Reply-To: x@y", "Subject: x", "Date: x")) {
            assertThat(verify(keys.zone, added + "\r\n" + signed)).as(added).containsExactly(Result.FAIL);
        }
        for (String added : List.of("Received: by x", "X-Spam-Flag: YES", "Sender: x@y", "Authentication-Results: x")) {
            assertThat(verify(keys.zone, added + "\r\n" + signed)).as(added).containsExactly(Result.PASS);
        }
        assertThat(verify(keys.zone, signed + "more\r\n")).containsExactly(Result.FAIL);
    }

    @Test
    void aSubdomainIsSignedByTheDomainAboveItUnlessItHasKeysOfItsOwn() {
        new KeyPairs(directory).ed25519("e", "sender.example").ed25519("n", "news.sender.example");

        assertThat(sign("From: a@x.news.sender.example\r\n\r\n"))
                .singleElement()
                .asString()
                .contains("d=news.sender.example;", "s=n;");
        assertThat(sign("From: a@eu.sender.example\r\n\r\n"))
                .singleElement()
                .asString()
                .contains("d=sender.example;", "s=e;");
    }

    @Test
    void onlyOurUsersMailIsSignedInOurNameOnly() {
        new KeyPairs(directory).ed25519("e", "sender.example");

        assertThat(sign(Mails.MESSAGE, false)).isEmpty();
        assertThat(sign("From: a@other.example\r\n\r\n")).isEmpty();
        assertThat(sign("From: a@sender.example, b@other.example\r\n\r\n")).isEmpty();
        assertThat(sign("Subject: no author\r\n\r\n")).isEmpty();
        assertThat(sign("X: " + "x".repeat(300_000) + "\r\nFrom: a@sender.example\r\n\r\n"))
                .isEmpty();
    }

    @Test
    void keysOfOtherProgramsAreRead() throws IOException {
        Path suite = Shared.suite("dkim/matrix");
        JsonNode keys = KeyZone.json(suite.resolve("signing-keys.json"));
        Files.writeString(
                directory.resolve("r2048._domainkey.signer.example.pem"),
                keys.get("r2048").asText());
        Files.writeString(
                directory.resolve("r1024._domainkey.signer.example.pem"),
                keys.get("r1024").asText());
        String message = Mails.MESSAGE.replace("sender.example", "signer.example");

        assertThat(verify(KeyZone.of(KeyZone.json(suite.resolve("dns.json"))), with(sign(message), message)))
                .containsExactly(Result.PASS, Result.PASS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"key.pem", "a b._domainkey.sender.example.pem", "s._domainkey..pem"})
    void theNameOfAFileMustSayWhatItIsFor(String name) throws IOException {
        Files.writeString(directory.resolve(name), "");

        assertThatThrownBy(() -> SigningKeys.load(directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("selector._domainkey.domain.pem");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"
            })
    void whatIsNoKeyIsRefusedByName(String pem) throws IOException {
        Path file = Files.writeString(directory.resolve("s._domainkey.sender.example.pem"), pem);

        assertThatThrownBy(() -> SigningKeys.load(directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aKeyThatEverybodyCanReadIsWarnedOf() throws IOException {
        new KeyPairs(directory).ed25519("e", "sender.example");
        try (var log = LogCapture.of(SigningKeys.class)) {
            SigningKeys.load(directory);
            assertThat(log.lines()).isEmpty();
            Files.setPosixFilePermissions(
                    directory.resolve("e._domainkey.sender.example.pem"),
                    java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
            SigningKeys.load(directory);
            assertThat(log.lines()).singleElement().asString().contains("can be read by everybody");
        }
    }
}
