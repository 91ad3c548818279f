package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
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
                assertThat(backlog.sample(each).features()).isEqualTo(expected.features());
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

    /** In its length, its checksum and what it holds, so that the next one lies where its length says, or nowhere that it tells. */
    @Test
    void whatIsBrokenInTheMiddleIsPassedOverAndTheRestIsKept() throws IOException {
        add(0, 1);
        Path path = data.resolve("learn/backlog");
        int second = Files.readAllBytes(path).length;
        add(1, 6);
        byte[] whole = Files.readAllBytes(path);
        for (int broken : new int[] {0, 1, 2, 3, 4, 9, 40, 300}) {
            byte[] octets = whole.clone();
            octets[second + broken] ^= 0x55;
            Files.write(path, octets);

            for (int i = 0; i < 2; i++) {
                try (var backlog = Backlog.open(file())) {
                    assertThat(backlog.all())
                            .as("octet %d", broken)
                            .extracting(Waiting::fingerprint)
                            .containsExactly(
                                    sample(0).fingerprint(),
                                    sample(2).fingerprint(),
                                    sample(3).fingerprint(),
                                    sample(4).fingerprint(),
                                    sample(5).fingerprint());
                    Waiting last = backlog.all().get(4);
                    assertThat(backlog.sample(last).features())
                            .isEqualTo(sample(5).features());
                }
            }
            assertThat(path).hasBinaryContent(octets);
        }
    }

    @Test
    void whatNobodyHasWrittenSinceIsNotReadAgain() throws IOException {
        add(0, 3);
        Path path = data.resolve("learn/backlog");
        byte[] octets = Files.readAllBytes(path);
        FileTime then = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(path, then);
        Backlog before = Backlog.open(file());
        before.close();
        // Whoever read this would find nothing.
        Files.write(path, new byte[octets.length]);
        Files.setLastModifiedTime(path, then);

        try (var again = Backlog.open(file(), before)) {
            assertThat(again.count(Label.SPAM)).isEqualTo(3);
            Files.write(path, octets);
            assertThat(again.add(sample(3), Label.SPAM)).isTrue();
            before = again;
        }
        assertThat(before.isCurrent()).isTrue();
        add(4, 5);
        assertThat(before.isCurrent()).isFalse();
        try (var again = Backlog.open(file(), before)) {
            assertThat(again.count(Label.SPAM)).isEqualTo(5);
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
