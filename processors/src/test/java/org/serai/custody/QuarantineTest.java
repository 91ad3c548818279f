package org.serai.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.serai.ManualClock;
import org.serai.custody.Quarantine.Listed;
import org.serai.custody.Quarantine.Query;
import org.serai.custody.QuarantineEntry.State;
import org.serai.mail.BytesContent;
import org.serai.store.MemoryTables;

class QuarantineTest {

    private static final Instant T = Instant.parse("2026-11-24T12:00:00Z");
    private static final BytesContent CONTENT = new BytesContent(new byte[] {1, 2});

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);
    private final Map<String, Stored> stored = new HashMap<>();
    private final Quarantine quarantine = new Quarantine(100, Duration.ofDays(30), tables, (id, entry) -> {
        Stored found = stored.get(id + " " + entry.place().kind());
        if (found == null) {
            throw new GoneException(id + " is there no longer");
        }
        return found;
    });

    private static QuarantineEntry entry(Instant kept, String recipient, String subject) throws IOException {
        return new QuarantineEntry(
                kept,
                "a@sender.example",
                Collections.nCopies(30, recipient),
                30,
                subject,
                2,
                CONTENT.sha256().hex(),
                9.5,
                List.of("HELO_BARE_IP"),
                "192.0.2.1",
                State.KEPT,
                "mx.example.org",
                Place.OUTBOX,
                "");
    }

    private void put(String id, int minutes, String recipient) throws IOException {
        quarantine.put(id, entry(T.plusSeconds(60L * minutes), recipient, "subject"));
    }

    private List<String> list(String prefix, int from, int to, String recipient, String after, int limit) {
        var query = new Query(prefix, T.plusSeconds(60L * from), T.plusSeconds(60L * to), recipient, after, limit);
        return quarantine.list(query).stream().map(Listed::id).toList();
    }

    @Test
    void listsByPrefixTimeAndRecipientInPages() throws IOException {
        put("b2", 2, "bob@example.org");
        put("a1", 1, "Ann@example.org");
        put("b3", 3, "ann@example.org");
        put("b1", 1, "ann@example.org");

        assertThat(list("", 0, 9, "", "", 9)).containsExactly("a1", "b1", "b2", "b3");
        assertThat(list("b", 0, 9, "", "", 9)).containsExactly("b1", "b2", "b3");
        assertThat(list("", 2, 3, "", "", 9)).containsExactly("b2");
        assertThat(list("", 0, 9, "ANN@example.org", "", 9)).containsExactly("a1", "b1", "b3");
        assertThat(list("", 0, 9, "", "", 2)).containsExactly("a1", "b1");
        assertThat(list("", 0, 9, "", "b1", 2)).containsExactly("b2", "b3");
        assertThatIllegalArgumentException().isThrownBy(() -> list("", 0, 9, "", "", 1001));
    }

    @Test
    void whatASenderMadeIsCut() throws IOException {
        var entry = entry(T, "b@example.org", "x".repeat(255) + "\ud83d\ude00");

        assertThat(entry.recipients()).hasSize(20);
        assertThat(entry.recipientCount()).isEqualTo(30);
        assertThat(entry.subject()).isEqualTo("x".repeat(255));
    }

    @Test
    void aMessageIsOpenedWhereItLies() throws IOException {
        put("a", 0, "b@example.org");
        stored.put("a OUTBOX", new Stored("a", CONTENT, "{}"));
        assertThat(quarantine.open("a").content()).isSameAs(CONTENT);

        stored.put("a TOPIC", new Stored("a", new BytesContent(new byte[] {1}), "{}"));
        quarantine.moved("a", Place.topic("t", 0, 7, false));

        assertThat(quarantine
                        .find("a")
                        .toCompletableFuture()
                        .join()
                        .orElseThrow()
                        .place()
                        .offset())
                .isEqualTo(7);
        assertThatThrownBy(() -> quarantine.open("a"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the bytes are not those that were kept");
    }

    @Test
    void whatIsNotThereIsToldSo() throws IOException {
        assertThatThrownBy(() -> quarantine.open("a")).isInstanceOf(GoneException.class);

        put("a", 0, "b@example.org");
        assertThatThrownBy(() -> quarantine.open("a"))
                .isInstanceOf(GoneException.class)
                .hasMessage("a is there no longer");

        tables.down(true);
        assertThatThrownBy(() -> quarantine.open("a"))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(GoneException.class);
    }

    @Test
    void anEntryOfAMessageThatWasNeverListedIsNotMade() {
        quarantine.moved("a", Place.FILES);

        assertThat(quarantine.find("a").toCompletableFuture().join()).isEmpty();
    }

    private QuarantineEntry found(String id) {
        return quarantine.find(id).toCompletableFuture().join().orElseThrow();
    }

    private String holder(String id, String who) {
        return quarantine
                .hold(id, who, clock.instant())
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .holder();
    }

    private static BitSet bits(int... positions) {
        var out = new BitSet();
        for (int position : positions) {
            out.set(position);
        }
        return out;
    }

    @Test
    void oneHoldsAMessageUntilHeIsDoneOrSilentForLong() throws IOException {
        put("a1", 1, "ann@example.org");

        assertThat(holder("a1", "mx1 x")).isEqualTo("mx1 x");
        assertThat(holder("a1", "mx2 y")).isEqualTo("mx1 x");
        clock.add(Quarantine.LEASE.minusSeconds(1));
        quarantine.renew("a1", "mx1 x", clock.instant());
        clock.add(Quarantine.LEASE.minusSeconds(1));
        assertThat(holder("a1", "mx2 y")).isEqualTo("mx1 x");
        clock.add(Duration.ofSeconds(1));
        assertThat(holder("a1", "mx2 y")).isEqualTo("mx2 y");

        quarantine.renew("a1", "mx1 x", clock.instant());
        quarantine.free("a1", "mx1 x");
        assertThat(found("a1").holder()).isEqualTo("mx2 y");
        quarantine.free("a1", "mx2 y");
        quarantine.renew("a1", "mx2 y", clock.instant());
        assertThat(found("a1").holder()).isEmpty();
    }

    @Test
    void whoHasItStaysKnown() throws IOException {
        put("a1", 1, "ann@example.org");

        quarantine.released("a1", bits(29));
        assertThat(found("a1").state()).isEqualTo(State.PART_RELEASED);
        quarantine.moved("a1", Place.topic("t", 0, 7, false));
        quarantine.released("a1", bits(0, 3));
        assertThat(found("a1").releasedTo()).isEqualTo(bits(0, 3, 29));

        var all = new BitSet();
        all.set(0, 30);
        quarantine.released("a1", all);
        assertThat(found("a1").state()).isEqualTo(State.RELEASED);
        assertThat(found("a1").place().offset()).isEqualTo(7);
    }

    @Test
    void whatIsDeletedNamesNobodyAndIsNotOpened() throws IOException {
        put("a1", 1, "ann@example.org");
        stored.put("a1 OUTBOX", new Stored("a1", CONTENT, "{}"));

        quarantine.deleted("a1");
        quarantine.moved("a1", Place.topic("t", 0, 7, false));

        assertThat(found("a1").toString()).doesNotContain("ann@", "sender", "subject=s", "192.0.2.1");
        assertThat(found("a1").state()).isEqualTo(State.DELETED);
        assertThat(list("", 0, 9, "", "", 9)).isEmpty();
        assertThat(holder("a1", "mx1 x")).isEmpty();
        assertThatThrownBy(() -> quarantine.open("a1")).isInstanceOf(GoneException.class);
    }

    @Test
    void afterAPartitionWhatWasDoneOnBothSidesStands() throws IOException {
        QuarantineEntry entry = entry(T, "ann@example.org", "subject");
        QuarantineEntry one = entry.releasedTo(bits(1)).at(Place.topic("t", 0, 7, false));
        QuarantineEntry other = entry.releasedTo(bits(2)).heldBy("mx2 y", T);

        for (QuarantineEntry merged : List.of(one.merged(other), other.merged(one))) {
            assertThat(merged.releasedTo()).isEqualTo(bits(1, 2));
            assertThat(merged.place().offset()).isEqualTo(7);
            assertThat(merged.holder()).isEqualTo("mx2 y");
        }
        assertThat(one.merged(other.deleted()).state()).isEqualTo(State.DELETED);
        assertThat(other.deleted().merged(one).state()).isEqualTo(State.DELETED);
    }
}
