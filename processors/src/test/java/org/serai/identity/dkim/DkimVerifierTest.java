package org.serai.identity.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.Mails;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.dns.Answer;
import org.serai.dns.Dns;
import org.serai.dns.RecordType;
import org.serai.identity.DkimResult;
import org.serai.identity.DkimResult.Result;
import org.serai.mail.BytesContent;
import org.serai.mail.Content;
import org.serai.mail.Mail;
import org.serai.mime.Messages;

/** What the suites of others do not ask: limits, time, several keys, and that nothing is done twice. */
class DkimVerifierTest {

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private KeyPairs keys;
    private int asked;

    @BeforeEach
    void makeKeys() {
        keys = new KeyPairs(directory).ed25519("s", "sender.example");
    }

    private DkimVerifier verifier(Dns dns) {
        return new DkimVerifier(Messages.READER, mail -> dns, clock, Binder.defaults(DkimVerifier.Limits.class));
    }

    private List<DkimResult> verify(String message) {
        return verifier(new Counting(keys.zone)).of(mail(message)).join();
    }

    private static Mail mail(String message) {
        return Mails.data(message.getBytes(StandardCharsets.ISO_8859_1));
    }

    private final class Counting implements Dns {
        private final Dns behind;

        Counting(Dns behind) {
            this.behind = behind;
        }

        @Override
        public <T> CompletableFuture<Answer<T>> lookup(String name, RecordType<T> type) {
            asked++;
            return behind.lookup(name, type);
        }
    }

    /** Signed by all keys there are. */
    private String signed(String message) {
        var signer = new DkimSigner(SigningKeys.load(directory), Messages.READER, clock);
        Mail ours = Mails.at(Mails.connected(Mails.client("192.0.2.1", true)), message, "b@example.org");
        return String.join("\r\n", signer.sign(ours)) + "\r\n" + message;
    }

    @Test
    void noSignatureIsNoResult() {
        assertThat(verify(Mails.MESSAGE)).isEmpty();
        assertThat(asked).isZero();
    }

    @Test
    void fiveHundredSignaturesCostNoMoreThanTen() {
        var message = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            message.append("DKIM-Signature: v=1; a=rsa-sha256; d=d")
                    .append(i)
                    .append(".example; s=s; h=from; l=")
                    .append(i)
                    .append("; bh=AAAA; b=AAAA\r\n");
        }

        assertThat(verify(message + Mails.MESSAGE))
                .hasSize(10)
                .allSatisfy(result -> assertThat(result.result()).isEqualTo(Result.PERMERROR))
                .extracting(DkimResult::domain)
                .startsWith("d0.example", "d1.example");
        assertThat(asked).isEqualTo(10);
    }

    @Test
    void theBodyIsReadOnceForAllSignatures() throws Exception {
        String message = signed(signed(Mails.MESSAGE));
        var opened = new AtomicInteger();
        var octets = new BytesContent(message.getBytes(StandardCharsets.ISO_8859_1));
        Content counting = new Content() {
            @Override
            public long size() {
                return octets.size();
            }

            @Override
            public java.io.InputStream open() {
                opened.incrementAndGet();
                return octets.open();
            }
        };
        Mail mail = mail(message);
        mail = mail.received(counting, mail.envelope(), mail.deadline());
        Messages.READER.view(mail);
        int before = opened.get();

        var verifier = verifier(keys.zone);
        assertThat(verifier.of(mail).join()).hasSize(2);
        assertThat(verifier.of(mail)).isSameAs(verifier.of(mail));

        assertThat(opened.get() - before).as("header and body").isEqualTo(2);
    }

    @Test
    void aSignatureEndsWithItsTime() {
        String message = signed(Mails.MESSAGE);
        String expiring =
                message.replace("; t=" + Mails.NOW.getEpochSecond(), "; x=" + (Mails.NOW.getEpochSecond() + 60));
        assertThat(verify(message)).extracting(DkimResult::result).containsExactly(Result.PASS);
        assertThat(verify(expiring)).extracting(DkimResult::result).containsExactly(Result.FAIL);

        clock.add(Duration.ofMinutes(10));

        assertThat(verify(message)).extracting(DkimResult::result).containsExactly(Result.PASS);
        assertThat(verify(expiring)).singleElement().satisfies(result -> {
            assertThat(result.result()).isEqualTo(Result.PERMERROR);
            assertThat(result.cause()).contains("expired");
        });
    }

    @Test
    void ofSeveralRecordsOneKeyThatFitsIsEnough() {
        keys.zone.with("s._domainkey.sender.example", RecordType.TXT, "v=spf1 -all");
        String message = signed(Mails.MESSAGE);
        assertThat(verify(message)).extracting(DkimResult::result).containsExactly(Result.PASS);

        for (int i = 0; i < 4; i++) {
            keys = new KeyPairs(directory.resolve("other" + i));
            keys.zone.with("s._domainkey.sender.example", RecordType.TXT, "v=DKIM1; p=" + "A".repeat(60_000));
        }
        assertThat(verify(message)).extracting(DkimResult::result).containsExactly(Result.PERMERROR);
    }

    @Test
    void aKeyInTestIsTold() {
        keys = new KeyPairs(directory.resolve("test")).ed25519("s", "sender.example", "t=y");
        String message = signed(Mails.MESSAGE);

        assertThat(verify(message)).singleElement().satisfies(result -> {
            assertThat(result.result()).isEqualTo(Result.FAIL);
            assertThat(result.testing()).isTrue();
        });
    }

    @Test
    void whatCannotBeLookedUpIsATemporaryError() {
        String message = signed(Mails.MESSAGE);
        keys = new KeyPairs(directory.resolve("none"));
        keys.zone.silent("s._domainkey.sender.example", null);

        assertThat(verify(message)).extracting(DkimResult::result).containsExactly(Result.TEMPERROR);
    }

    @Test
    void whoseAnswerComesLateWaitsForNobody() {
        var answer = new CompletableFuture<Answer<String>>();
        Dns slow = new Dns() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> CompletableFuture<Answer<T>> lookup(String name, RecordType<T> type) {
                return (CompletableFuture<Answer<T>>) (CompletableFuture<?>) answer;
            }
        };
        String message = signed(Mails.MESSAGE);

        var results = verifier(slow).of(mail(message));
        assertThat(results).isNotDone();
        answer.complete(
                keys.zone.lookup("s._domainkey.sender.example", RecordType.TXT).join());

        assertThat(results.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join())
                .extracting(DkimResult::result)
                .containsExactly(Result.PASS);
    }

    @Test
    void aHeaderBeyondTheLimitProvesNothing() {
        String filler = "X-Filler: " + "x".repeat(60) + "\r\n";
        String inside = signed(filler.repeat(3000) + Mails.MESSAGE);
        String beyond = signed(Mails.MESSAGE).replace("From: ", filler.repeat(5000) + "From: ");

        assertThat(verify(inside)).extracting(DkimResult::result).containsExactly(Result.PASS);
        assertThat(verify(beyond)).singleElement().satisfies(result -> {
            assertThat(result.result()).isEqualTo(Result.PERMERROR);
            assertThat(result.cause()).contains("mime.max-header");
        });
    }

    @Test
    void aLineOfTheHeaderMayBeAsLongAsTheHeader() {
        String message = signed(Mails.MESSAGE.replace("Hello", "Hello ".repeat(30_000)));

        assertThat(verify(message)).extracting(DkimResult::result).containsExactly(Result.PASS);
        assertThat(verify(message.replace("Hello Hello", "Hello hello")))
                .extracting(DkimResult::result)
                .containsExactly(Result.FAIL);
    }

    @Test
    void anyOctetsAreAnAnswer() {
        var random = new java.util.Random(8301);
        String message = signed(Mails.MESSAGE);
        var results = new ArrayList<DkimResult>();
        for (int round = 0; round < 500; round++) {
            var changed = new StringBuilder(message);
            for (int i = 0; i < 3; i++) {
                changed.setCharAt(random.nextInt(changed.length()), (char) random.nextInt(256));
            }
            results.addAll(verify(changed.toString()));
        }
        assertThat(results).extracting(DkimResult::result).contains(Result.FAIL, Result.NEUTRAL, Result.PERMERROR);
    }
}
