package org.serai.digest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.serai.ManualClock;
import org.serai.digest.Link.Action;

class LinksTest {

    private static final String ID = "06h0v0awfz6n1xpc";
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);

    private final ManualClock clock = new ManualClock();
    private final Links links = new Links(KEY, Duration.ofDays(7), clock);

    @Test
    void aLinkSaysWhatItIsForAndUntilWhen() {
        String token = links.token(ID, "jürgen@example.org", Action.RELEASE);

        assertThat(token).matches("[A-Za-z0-9_-]{60,200}");
        assertThat(links.read(token)).hasValueSatisfying(link -> {
            assertThat(link.id()).isEqualTo(ID);
            assertThat(link.recipient()).isEqualTo("jürgen@example.org");
            assertThat(link.action()).isEqualTo(Action.RELEASE);
            assertThat(link.until()).isEqualTo(clock.instant().plus(Duration.ofDays(7)));
        });
    }

    @Test
    void itIsOverAtItsEndAndTellsSo() {
        Link link = links.read(links.token(ID, "a@example.org", Action.SHOW)).orElseThrow();

        clock.add(Duration.ofDays(7).minusSeconds(1));
        assertThat(link.over(clock.instant())).isFalse();
        clock.add(Duration.ofSeconds(1));
        assertThat(link.over(clock.instant())).isTrue();
    }

    @Test
    void noBitOfItMayBeAnother() {
        byte[] token = Base64.getUrlDecoder().decode(links.token(ID, "a@example.org", Action.SHOW));

        for (int at = 0; at < token.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] forged = token.clone();
                forged[at] ^= (byte) (1 << bit);
                assertThat(links.read(Base64.getUrlEncoder().withoutPadding().encodeToString(forged)))
                        .as("bit %s of octet %s", bit, at)
                        .isEmpty();
            }
        }
    }

    @Test
    void anotherKeyMakesOtherLinks() {
        var others = new Links("another key of thirty-two octets".getBytes(US_ASCII), Duration.ofDays(7), clock);

        assertThat(links.read(others.token(ID, "a@example.org", Action.RELEASE)))
                .isEmpty();
    }

    @Test
    void whatIsNoTokenIsNone() {
        for (String said :
                new String[] {"", "x", "%", "\u0000", "=".repeat(80), "A".repeat(100), "A".repeat(1_000_000)}) {
            assertThat(links.read(said)).isEmpty();
        }
    }

    @Test
    void anotherLinkOfTheSameMessageEndsWithItAndIsUsedByItself() {
        Link show = links.read(links.token(ID, "a@example.org", Action.SHOW)).orElseThrow();
        clock.add(Duration.ofDays(1));

        Link release = links.read(links.token(show, Action.RELEASE)).orElseThrow();

        assertThat(release.until()).isEqualTo(show.until());
        assertThat(release.recipient()).isEqualTo("a@example.org");
        assertThat(release.mark()).isNotEqualTo(show.mark());
    }
}
