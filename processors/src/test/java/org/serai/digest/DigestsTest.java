package org.serai.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    private final Quarantine index = new Quarantine(2000, Duration.ofDays(30), new MemoryTables(clock), (id, entry) -> {
        throw new GoneException(id);
    });
    private final List<String> opened = new ArrayList<>();
    private Digests digests = with(id -> List.of("anna@example.org"));

    private Digests with(Digests.Recipients recipients) {
        return new Digests(
                index,
                id -> {
                    opened.add(id);
                    return recipients.of(id);
                },
                Set.of("CLAMAV_VIRUS"),
                3,
                4);
    }

    private void keep(String id, int minutesAgo, List<String> symbols, String... recipients) {
        keep(id, minutesAgo, symbols, Place.FILES, recipients);
    }

    private void keep(String id, int minutesAgo, List<String> symbols, Place place, String... recipients) {
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
                        place,
                        ""));
    }

    private List<Digest> gather() {
        Instant since = now.minus(Duration.ofHours(1));
        return digests.gather(new Digests.Span(user -> user.domain().equals("example.org"), user -> since, now, since));
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

    /** To as many strangers, and to her, whom the index does not list. */
    private void keepLong(String id, int minutesAgo) {
        keepLong(id, minutesAgo, Place.FILES);
    }

    private void keepLong(String id, int minutesAgo, Place place) {
        keep(
                id,
                minutesAgo,
                List.of(),
                place,
                IntStream.range(0, 30)
                        .mapToObj(i -> "s" + i + "@elsewhere.example")
                        .toArray(String[]::new));
    }

    @Test
    void whomTheIndexDoesNotListTheMessageTellsWhereItIsNewEnough() {
        keepLong("new", 10);
        keepLong("old", 61);

        assertThat(gather()).singleElement().satisfies(digest -> assertThat(ids(digest))
                .containsExactly("new"));
        assertThat(opened).containsExactly("new");
    }

    @Test
    void whereNobodyAnswersNobodyIsAskedAgain() {
        digests = with(id -> {
            throw new IOException("no answer within 10 s");
        });
        keepLong("a", 10, Place.topic("t", 0, 1, false));
        keepLong("b", 10, Place.topic("t", 0, 2, false));
        // Such as files of another node, which say so at once.
        keepLong("c", 10);
        keepLong("d", 10);
        keep("e", 10, List.of(), "anna@example.org");

        assertThat(gather()).singleElement().satisfies(digest -> assertThat(ids(digest))
                .containsExactly("e"));
        assertThat(opened).hasSize(3).contains("c", "d");
    }

    @Test
    void whatIsGoneStopsNobody() {
        digests = with(id -> {
            throw new GoneException(id);
        });
        keepLong("a", 10);
        keepLong("b", 10);

        assertThat(gather()).isEmpty();
        assertThat(opened).hasSize(2);
    }

    @Test
    void soManyMessagesAreReadAndNoMore() {
        IntStream.range(0, Digests.MOST_OPENED + 1).forEach(i -> keepLong("m" + i, 10));

        assertThat(gather()).singleElement().satisfies(digest -> assertThat(
                        digest.held().size() + digest.more())
                .isEqualTo(Digests.MOST_OPENED));
        assertThat(opened).hasSize(Digests.MOST_OPENED);
    }

    @Test
    void soManyUsersAreToldAndNoMore() {
        keep(
                "a",
                10,
                List.of(),
                IntStream.range(0, 10).mapToObj(i -> "u" + i + "@example.org").toArray(String[]::new));

        assertThat(gather()).hasSize(4);
    }
}
