package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.learn.Backlog.Waiting;

class BacklogTest {

    @TempDir
    private Path data;

    private ModelFile file() {
        return new ModelFile(data);
    }

    @BeforeEach
    void makeTheDirectory() throws IOException {
        Objects.requireNonNull(file().tryLock()).close();
    }

    private static Sample sample(int number) {
        return Lessons.sample(Lessons.spam(number));
    }

    private void add(int from, int to) {
        try (var backlog = Backlog.open(file())) {
            for (int i = from; i < to; i++) {
                assertThat(backlog.add(sample(i), Label.SPAM)).isTrue();
            }
        }
    }

    @Test
    void whatWaitsTeachesTheSameAndKeepsItsOrder() {
        add(0, 10);
        add(10, 20);

        try (var backlog = Backlog.open(file())) {
            assertThat(backlog.count(Label.SPAM)).isEqualTo(20);
            int number = 0;
            for (Waiting each : backlog.all()) {
                Sample expected = sample(number++);
                assertThat(each.fingerprint()).isEqualTo(expected.fingerprint());
                assertThat(each.sample().get().features()).isEqualTo(expected.features());
            }
        }
    }

    @Test
    void theLastWordCounts() {
        add(0, 3);
        try (var backlog = Backlog.open(file())) {
            assertThat(backlog.add(sample(0), Label.SPAM)).isFalse();
            assertThat(backlog.add(sample(1), Label.HAM)).isTrue();
            assertThat(backlog.add(sample(2), Label.FORGET)).isTrue();
            assertThat(backlog.add(sample(3), Label.FORGET)).isFalse();
        }

        try (var backlog = Backlog.open(file())) {
            assertThat(backlog.all()).extracting(Waiting::label).containsExactly(Label.SPAM, Label.HAM);
            assertThat(backlog.holds(sample(2))).isFalse();
        }
    }

    /** At each octet of the last entry. */
    @Test
    void whatAKillLeftHalfWrittenIsCutOff() throws IOException {
        add(0, 2);
        Path path = data.resolve("learn/backlog");
        byte[] two = Files.readAllBytes(path);
        add(2, 3);
        byte[] three = Files.readAllBytes(path);
        for (int end = two.length; end < three.length; end += 7) {
            Files.write(path, Arrays.copyOf(three, end));

            add(3, 4);

            try (var backlog = Backlog.open(file())) {
                assertThat(backlog.all())
                        .extracting(Waiting::fingerprint)
                        .containsExactly(
                                sample(0).fingerprint(),
                                sample(1).fingerprint(),
                                sample(3).fingerprint());
            }
        }
    }

    @Test
    void whatAnotherVersionWroteIsDiscardedAndTold() throws IOException {
        Files.writeString(data.resolve("learn/backlog"), "something else", StandardOpenOption.CREATE);

        try (var backlog = Backlog.open(file())) {
            assertThat(backlog.all()).isEmpty();
        }

        assertThat(data.resolve("learn/backlog")).doesNotExist();
    }
}
