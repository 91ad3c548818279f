package org.serai.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.serai.ManualClock;
import org.serai.custody.GoneException;
import org.serai.custody.Place;
import org.serai.custody.Quarantine;
import org.serai.custody.QuarantineEntry;
import org.serai.custody.QuarantineEntry.State;
import org.serai.mail.AddressKey;
import org.serai.store.MemoryTables;

class DigestsTest {

    private static final AddressKey ANNA = AddressKey.of("anna", "example.org");

    private final ManualClock clock = new ManualClock();
    private final Instant now = clock.instant();
    private final Quarantine index = new Quarantine(1000, Duration.ofDays(30), new MemoryTables(clock), (id, entry) -> {
        throw new GoneException(id);
    });
    private final Digests digests = new Digests(index, (id, entry) -> entry.recipients(), Set.of("CLAMAV_VIRUS"), 3);

    private void keep(String id, int minutesAgo, List<String> symbols, String... recipients) {
        index.put(
                id,
                new QuarantineEntry(
                        now.minusSeconds(60L * minutesAgo),
                        "a@sender.example",
                        List.of(recipients),
                        recipients.length,
                        "subject",
                        2,
                        "00",
                        9,
                        symbols,
                        "192.0.2.1",
                        State.KEPT,
                        "mx1",
                        Place.FILES,
                        ""));
    }

    private List<Digest> gather() {
        return digests.gather(user -> user.domain().equals("example.org"), user -> now.minus(Duration.ofHours(1)), now);
    }

    private static List<String> ids(Digest digest) {
        return digest.held().stream().map(Digest.Held::id).toList();
    }

    @Test
    void eachUserIsToldOfHisOwnAndStrangersOfNothing() {
        keep("a", 10, List.of(), "anna@example.org", "out@elsewhere.example");
        keep("b", 5, List.of(), "ben@example.org", "Anna@Example.ORG");

        assertThat(gather())
                .satisfiesExactly(
                        anna -> {
                            assertThat(anna.user()).isEqualTo(ANNA);
                            assertThat(ids(anna)).containsExactly("b", "a");
                            assertThat(anna.held().get(0).recipient()).isEqualTo("Anna@Example.ORG");
                        },
                        ben -> assertThat(ids(ben)).containsExactly("b"));
    }

    @Test
    void whatIsOlderWasToldAndWhatIsNewerWillBe() {
        keep("old", 61, List.of(), "anna@example.org");
        keep("first", 60, List.of(), "anna@example.org");
        keep("new", 0, List.of(), "anna@example.org");

        assertThat(gather()).singleElement().satisfies(digest -> assertThat(ids(digest))
                .containsExactly("first"));
    }

    @Test
    void whatHeHasOrWasDeletedIsNotToldAgain() {
        keep("part", 10, List.of(), "ben@example.org", "anna@example.org");
        keep("all", 10, List.of(), "anna@example.org");
        keep("gone", 10, List.of(), "anna@example.org");
        index.released("part", BitSet.valueOf(new byte[] {2}));
        index.released("all", BitSet.valueOf(new byte[] {1}));
        index.deleted("gone");

        assertThat(gather()).singleElement().satisfies(digest -> {
            assertThat(digest.recipient()).isEqualTo("ben@example.org");
            assertThat(ids(digest)).containsExactly("part");
        });
    }

    @Test
    void malwareIsCountedAndNotListed() {
        keep("virus", 10, List.of("SPF_FAIL", "CLAMAV_VIRUS"), "anna@example.org");

        assertThat(gather()).singleElement().satisfies(digest -> {
            assertThat(digest.held()).isEmpty();
            assertThat(digest.withheld()).isEqualTo(1);
        });
    }

    @Test
    void theLatestAreListedAndTheOthersCounted() {
        IntStream.rangeClosed(1, 5).forEach(i -> keep("m" + i, i, List.of(), "anna@example.org"));

        assertThat(gather()).singleElement().satisfies(digest -> {
            assertThat(ids(digest)).containsExactly("m1", "m2", "m3");
            assertThat(digest.more()).isEqualTo(2);
        });
    }
}
