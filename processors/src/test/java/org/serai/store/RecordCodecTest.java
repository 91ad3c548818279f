package org.serai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.serai.history.Reputation.Counts;

class RecordCodecTest {

    private enum Kind {
        HAM,
        SPAM
    }

    private record Part(String name, int size) {}

    private record All(
            String text,
            boolean truth,
            int number,
            long large,
            double share,
            byte[] bytes,
            Kind kind,
            Instant time,
            Part part,
            List<String> texts,
            List<Part> parts) {}

    private record Older(String text, boolean truth) {}

    private record Foreign(Map<String, String> map) {}

    private record Endless(List<Endless> more) {}

    private record Careful(Duration time) {}

    private static final All SOME = new All(
            "Grüße",
            true,
            -1,
            Long.MIN_VALUE,
            0.1,
            new byte[] {0, -1},
            Kind.SPAM,
            Instant.parse("2026-11-28T20:40:00.123Z"),
            new Part("p", 0),
            List.of("", "x"),
            List.of(new Part("", 0), new Part("q", 2)));

    private static Record again(Record value) throws IOException {
        RecordCodec codec = RecordCodec.of(value.getClass());
        return codec.read(codec.write(value));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        assertThat(again(SOME)).usingRecursiveComparison().isEqualTo(SOME);
        var empty = new All(
                "", false, 0, 0, 0, new byte[0], Kind.HAM, Instant.EPOCH, new Part("", 0), List.of(), List.of());
        assertThat(again(empty)).usingRecursiveComparison().isEqualTo(empty);
    }

    @Test
    void componentsThatWereAddedAreEmptyInWhatIsOlder() throws IOException {
        byte[] older = RecordCodec.of(Older.class).write(new Older("x", true));
        All read = (All) RecordCodec.of(All.class).read(older);
        assertThat(read.text()).isEqualTo("x");
        assertThat(read.kind()).isEqualTo(Kind.HAM);
        assertThat(read.part()).isEqualTo(new Part("", 0));
        assertThat(read.parts()).isEmpty();
    }

    /** As the table was before good mails were counted by days. */
    private record CountsOfBefore(double ham, double spam, long at) {}

    @Test
    void aReputationOfAnOlderVersionIsRead() throws IOException {
        byte[] older = RecordCodec.of(CountsOfBefore.class).write(new CountsOfBefore(7.5, 2, 1_764_000_000_000L));
        assertThat(RecordCodec.of(Counts.class).read(older)).isEqualTo(new Counts(7.5, 2, 1_764_000_000_000L, 0, 0, 0));
    }

    @Test
    void anOlderVersionLeavesOutWhatItDoesNotKnow() throws IOException {
        assertThat(RecordCodec.of(Older.class).read(RecordCodec.of(All.class).write(SOME)))
                .isEqualTo(new Older("Grüße", true));
    }

    @Test
    void whatCannotBeKeptIsRefusedWhenTheTableIsMade() {
        assertThatThrownBy(() -> RecordCodec.of(Foreign.class)).hasMessageContaining("Foreign.map");
        assertThatThrownBy(() -> RecordCodec.of(Careful.class)).hasMessageContaining("Careful.time");
        assertThatThrownBy(() -> RecordCodec.of(Endless.class)).hasMessageContaining("records within records");
    }
}
