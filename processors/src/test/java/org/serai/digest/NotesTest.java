package org.serai.digest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.serai.ManualClock;
import org.serai.digest.Link.Action;
import org.serai.mail.AddressKey;
import org.serai.store.MemoryTables;

class NotesTest {

    private static final AddressKey ANNA = AddressKey.of("Anna", "example.org");
    private static final AddressKey BEN = AddressKey.of("ben", "example.org");

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);
    private final Notes one = new Notes(100, tables);
    private final Notes other = new Notes(100, tables);
    private final Instant slot = clock.instant().minusSeconds(60);

    @Test
    void oneNodeSendsADigestAndOnce() {
        assertThat(one.claim(ANNA, slot, clock.instant())).isTrue();
        assertThat(other.claim(ANNA, slot, clock.instant())).isFalse();
        assertThat(other.claim(BEN, slot, clock.instant())).isTrue();

        one.done(ANNA, slot);
        clock.add(Duration.ofHours(2));
        assertThat(other.claim(ANNA, slot, clock.instant())).isFalse();
        assertThat(other.told(ANNA)).isEqualTo(slot);
        assertThat(other.claim(ANNA, slot.plus(Duration.ofHours(1)), clock.instant()))
                .isTrue();
    }

    @Test
    void whatANodeThatDiedTookOnAnotherSendsLater() {
        assertThat(one.claim(ANNA, slot, clock.instant())).isTrue();
        clock.add(Notes.CLAIM.minusSeconds(1));
        assertThat(other.claim(ANNA, slot, clock.instant())).isFalse();
        clock.add(Duration.ofSeconds(1));
        assertThat(other.claim(ANNA, slot, clock.instant())).isTrue();
    }

    @Test
    void whatFailedMayBeTakenOnAtOnceAndNothingIsTakenForTold() {
        one.done(ANNA, slot);
        Instant next = slot.plus(Duration.ofMinutes(1));
        assertThat(one.claim(ANNA, next, clock.instant())).isTrue();
        one.free(ANNA);

        assertThat(other.told(ANNA)).isEqualTo(slot);
        assertThat(other.claim(ANNA, next, clock.instant())).isTrue();
    }

    @Test
    void whoWantsNoneIsRememberedForYears() {
        one.off(ANNA, true);
        clock.add(Duration.ofDays(3000));
        assertThat(other.isOff(AddressKey.of("anna", "EXAMPLE.org"))).isTrue();
        assertThat(other.isOff(BEN)).isFalse();

        other.off(ANNA, false);
        assertThat(one.isOff(ANNA)).isFalse();
    }

    @Test
    void aLinkThatWasUsedIsKnownOnAllNodesUntilItIsOver() {
        var links = new Links("0123456789abcdef0123456789abcdef".getBytes(US_ASCII), Duration.ofDays(7), clock);
        Link link = links.read(links.token("06h0v0awfz6n1xpc", "a@example.org", Action.RELEASE))
                .orElseThrow();
        assertThat(one.isUsed(link)).isFalse();

        one.used(link, clock.instant());
        clock.add(Duration.ofDays(7).minusSeconds(1));
        assertThat(other.isUsed(link)).isTrue();
        assertThat(other.isUsed(links.read(links.token(link, Action.TRUST)).orElseThrow()))
                .isFalse();
    }
}
