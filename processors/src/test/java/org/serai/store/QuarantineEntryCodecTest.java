package org.serai.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.serai.custody.Place;
import org.serai.custody.QuarantineEntry;
import org.serai.custody.QuarantineEntry.State;

/** Entries outlive the version that wrote them. */
class QuarantineEntryCodecTest {

    private enum OldState {
        KEPT
    }

    /** As it was before messages could be released. */
    private record OldEntry(
            Instant kept,
            String mailFrom,
            List<String> recipients,
            int recipientCount,
            String subject,
            long size,
            String sha256,
            double score,
            List<String> symbols,
            String client,
            OldState state,
            String node,
            Place place) {}

    @Test
    void anEntryOfBeforeIsOneThatNobodyHas() throws IOException {
        Instant kept = Instant.parse("2026-11-24T12:00:00Z");
        var old = new OldEntry(
                kept,
                "a@sender.example",
                List.of("b@example.org"),
                1,
                "s",
                2,
                "00",
                9.5,
                List.of("X"),
                "192.0.2.1",
                OldState.KEPT,
                "mx1",
                Place.topic("t", 1, 2, true));

        var read = (QuarantineEntry) RecordCodec.of(QuarantineEntry.class)
                .read(RecordCodec.of(OldEntry.class).write(old));

        assertThat(read)
                .isEqualTo(new QuarantineEntry(
                        kept,
                        "a@sender.example",
                        List.of("b@example.org"),
                        1,
                        "s",
                        2,
                        "00",
                        9.5,
                        List.of("X"),
                        "192.0.2.1",
                        State.KEPT,
                        "mx1",
                        Place.topic("t", 1, 2, true),
                        ""));
        assertThat(read.releasedTo()).isEqualTo(new BitSet());
    }
}
