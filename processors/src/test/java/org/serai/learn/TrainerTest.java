package org.serai.learn;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.Binder;
import org.serai.config.Size;
import org.serai.learn.Lecture.Channel;
import org.serai.learn.Teacher.Outcome;

class TrainerTest {

    private static final Model.Options OPTIONS = Binder.defaults(Model.Options.class);
    private static final Size ANY = new Size(10_000_000);

    @TempDir
    private Path data;

    private final List<Outcome> taught = new CopyOnWriteArrayList<>();
    private final List<Trainer> open = new ArrayList<>();

    private ModelFile file() {
        return new ModelFile(data);
    }

    private Trainer trainer(int queue, Duration save) {
        var trainer = new Trainer(
                new LiveModel(file(), OPTIONS),
                file(),
                new Trainer.Options(queue, save, ANY),
                (lecture, outcome) -> taught.add(outcome));
        open.add(trainer);
        return trainer;
    }

    @AfterEach
    void close() throws InterruptedException {
        for (Trainer each : open) {
            each.close();
        }
    }

    private static Lecture lecture(int number, Label label, Channel channel) {
        return new Lecture(Lessons.sample(Lessons.spam(number)), label, "somebody", channel);
    }

    private static Outcome teach(Trainer trainer, int number, Label label, Channel channel) throws Exception {
        return Objects.requireNonNull(trainer.offer(lecture(number, label, channel)))
                .get(20, SECONDS);
    }

    @Test
    void clearsAwayWhatAKillLeftUnlessAnotherProcessOwnsTheFile() throws Exception {
        Path part = data.resolve("learn/model.part");
        Files.createDirectories(part.getParent());
        Files.writeString(part, "half");
        try (var owned = Objects.requireNonNull(file().tryLock())) {
            Trainer waiting = trainer(10, Duration.ofHours(1));
            waiting.close();
            assertThat(part).as("owned by %s", owned).exists();
        }

        trainer(10, Duration.ofHours(1)).close();

        assertThat(part).doesNotExist();
    }

    @Test
    void learnsRelabelsAndForgets() throws Exception {
        Trainer trainer = trainer(10, Duration.ofHours(1));

        assertThat(teach(trainer, 1, Label.SPAM, Channel.TOPIC)).isEqualTo(Outcome.LEARNED);
        assertThat(teach(trainer, 1, Label.SPAM, Channel.TOPIC)).isEqualTo(Outcome.KNOWN);
        assertThat(teach(trainer, 1, Label.HAM, Channel.TOPIC)).isEqualTo(Outcome.RELABELLED);
        assertThat(teach(trainer, 1, Label.FORGET, Channel.TOPIC)).isEqualTo(Outcome.FORGOTTEN);
        assertThat(teach(trainer, 1, Label.FORGET, Channel.TOPIC)).isEqualTo(Outcome.UNKNOWN);
        assertThat(taught)
                .containsExactly(
                        Outcome.LEARNED, Outcome.KNOWN, Outcome.RELABELLED, Outcome.FORGOTTEN, Outcome.UNKNOWN);
    }

    @Test
    void noTrapAndNoFilterUnteachesWhatSomebodyHasSaid() throws Exception {
        Trainer trainer = trainer(10, Duration.ofHours(1));
        teach(trainer, 1, Label.HAM, Channel.TOPIC);

        assertThat(teach(trainer, 1, Label.SPAM, Channel.TRAP)).isEqualTo(Outcome.KNOWN);
        assertThat(teach(trainer, 1, Label.SPAM, Channel.AUTOMATIC)).isEqualTo(Outcome.KNOWN);
        assertThat(teach(trainer, 2, Label.SPAM, Channel.TRAP)).isEqualTo(Outcome.LEARNED);
        assertThat(teach(trainer, 2, Label.HAM, Channel.TOPIC)).isEqualTo(Outcome.RELABELLED);
    }

    @Test
    void aReportIsOnDiskWhenItIsAnswered() throws Exception {
        Trainer trainer = trainer(10, Duration.ofHours(1));

        teach(trainer, 1, Label.SPAM, Channel.REPORT);

        assertThat(file().load(OPTIONS).spam()).isEqualTo(1);
    }

    @Test
    void othersAreOnDiskAtTheStop() throws Exception {
        Trainer trainer = trainer(10, Duration.ofHours(1));
        teach(trainer, 1, Label.SPAM, Channel.TOPIC);
        assertThat(data.resolve("learn/model")).doesNotExist();

        trainer.close();

        assertThat(file().load(OPTIONS).spam()).isEqualTo(1);
        assertThat(trainer.offer(lecture(2, Label.SPAM, Channel.TOPIC))).isNull();
        assertThatThrownBy(() -> trainer.put(lecture(2, Label.SPAM, Channel.TOPIC)))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void neitherOfTwoOverwritesWhatTheOtherHasLearned() throws Exception {
        Trainer one = trainer(1000, Duration.ofSeconds(1));
        Trainer other = trainer(1000, Duration.ofSeconds(1));
        var all = new ArrayList<CompletableFuture<Outcome>>();

        for (int i = 0; i < 40; i++) {
            Trainer next = i % 2 == 0 ? one : other;
            all.add(Objects.requireNonNull(next.offer(lecture(i, Label.SPAM, Channel.TOPIC))));
        }
        for (CompletableFuture<Outcome> each : all) {
            assertThat(each.get(60, SECONDS)).isEqualTo(Outcome.LEARNED);
        }
        one.close();
        other.close();

        assertThat(file().load(OPTIONS).spam()).isEqualTo(40);
    }

    @Test
    void whileAnotherHasTheFileLessonsWaitAndMoreAreNotTaken() throws Exception {
        Trainer trainer = trainer(1, Duration.ofHours(1));
        CompletableFuture<Outcome> first;
        try (var lock = Objects.requireNonNull(file().tryLock())) {
            assertThat(lock).isNotNull();
            first = trainer.put(lecture(1, Label.SPAM, Channel.TOPIC));
            CompletableFuture<Outcome> second = trainer.put(lecture(2, Label.SPAM, Channel.TOPIC));
            assertThat(trainer.offer(lecture(3, Label.SPAM, Channel.TOPIC))).isNull();
            assertThat(trainer.refused()).isEqualTo(1);
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();
        }

        assertThat(first.get(20, SECONDS)).isEqualTo(Outcome.LEARNED);
    }

    @Test
    void whatCannotBeLearnedBeforeTheStopIsTold() throws Exception {
        Trainer trainer = trainer(5, Duration.ofHours(1));
        try (var lock = Objects.requireNonNull(file().tryLock())) {
            assertThat(lock).isNotNull();
            CompletableFuture<Outcome> waiting = trainer.put(lecture(1, Label.SPAM, Channel.TOPIC));
            trainer.close();

            assertThatThrownBy(() -> waiting.get(20, SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("stops");
        }
    }

    @Test
    void whileTheFileCannotBeReadNothingIsLearnedAndNothingTakesItsPlace() throws Exception {
        Trainer trainer = trainer(5, Duration.ofHours(1));
        Path saved = ModelFileTest.unreadable(data.resolve("learn/model"));

        CompletableFuture<Outcome> waiting = trainer.put(lecture(1, Label.SPAM, Channel.TOPIC));
        trainer.close();

        assertThatThrownBy(() -> waiting.get(20, SECONDS)).isInstanceOf(ExecutionException.class);
        assertThat(saved).isSymbolicLink();
        Files.delete(saved);
    }

    @Test
    void aReportThatCannotBeSavedFails() throws IOException {
        Trainer trainer = trainer(5, Duration.ofHours(1));
        // A directory that is not empty, where the file shall be written.
        Files.createDirectories(data.resolve("learn/model.part/x"));

        var report = Objects.requireNonNull(trainer.offer(lecture(1, Label.SPAM, Channel.REPORT)));

        assertThatThrownBy(() -> report.get(20, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        UnsavedException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.LEARNED));
        assertThat(trainer.wouldChange(lecture(1, Label.SPAM, Channel.REPORT))).isFalse();
    }

    @Test
    void saysBeforehandWhatWouldChangeNothing() throws Exception {
        Trainer trainer = trainer(5, Duration.ofHours(1));
        assertThat(trainer.wouldChange(lecture(1, Label.FORGET, Channel.REPORT)))
                .isFalse();
        teach(trainer, 1, Label.HAM, Channel.TOPIC);

        assertThat(trainer.wouldChange(lecture(1, Label.HAM, Channel.REPORT))).isFalse();
        assertThat(trainer.wouldChange(lecture(1, Label.SPAM, Channel.TRAP))).isFalse();
        assertThat(trainer.wouldChange(lecture(1, Label.SPAM, Channel.REPORT))).isTrue();
        assertThat(trainer.wouldChange(lecture(1, Label.FORGET, Channel.REPORT)))
                .isTrue();
        assertThat(trainer.wouldChange(lecture(2, Label.HAM, Channel.AUTOMATIC)))
                .isTrue();

        Lecture asLearned = lecture(1, Label.SPAM, Channel.REPORT);
        Sample sample = asLearned.sample();
        long[] others = sample.hashes().clone();
        others[0]++;
        var inAnotherForm = new Sample(List.of(), sample.traits(), others, sample.kinds(), sample.fingerprint());
        for (Label label : Label.values()) {
            assertThat(trainer.wouldChange(new Lecture(inAnotherForm, label, "somebody", Channel.REPORT)))
                    .isFalse();
        }
    }

    private void leaveWaiting(int spam) throws IOException {
        try (var lock = Objects.requireNonNull(file().tryLock());
                var backlog = Backlog.open(file())) {
            assertThat(lock).isNotNull();
            for (int i = 0; i < spam; i++) {
                backlog.add(Lessons.sample(Lessons.spam(i)), Label.SPAM);
            }
        }
    }

    private static Lecture ham(int number) {
        return new Lecture(Lessons.sample(Lessons.ham(number)), Label.HAM, "somebody", Channel.TOPIC);
    }

    @Test
    void whatTrainHasLeftWaitingIsLearnedBesideTheOtherClass() throws Exception {
        leaveWaiting(5);
        var live = new LiveModel(file(), OPTIONS);
        var trainer = new Trainer(
                live,
                file(),
                new Trainer.Options(10, Duration.ofSeconds(1), ANY),
                (lecture, outcome) -> taught.add(outcome));
        open.add(trainer);

        for (int i = 1; i <= 3; i++) {
            Objects.requireNonNull(trainer.offer(ham(i))).get(20, SECONDS);
            int expected = i;
            await().untilAsserted(() -> assertThat(live.model().spam()).isEqualTo(expected));
        }
        assertThat(data.resolve("learn/backlog")).exists();
        for (int i = 4; i <= 6; i++) {
            Objects.requireNonNull(trainer.offer(ham(i))).get(20, SECONDS);
        }
        await().untilAsserted(() -> assertThat(live.model().spam()).isEqualTo(5));

        await().untilAsserted(() -> assertThat(data.resolve("learn/backlog")).doesNotExist());
        assertThat(file().load(OPTIONS).spam()).isEqualTo(5);
    }

    /** Else it would be taken back, told 451, and come back with the next start. */
    @Test
    void whileTheBacklogCannotBeReadNothingIsForgotten() throws Exception {
        var live = new LiveModel(file(), OPTIONS);
        var trainer =
                new Trainer(live, file(), new Trainer.Options(10, Duration.ofHours(1), ANY), (lecture, outcome) -> {});
        open.add(trainer);
        teach(trainer, 1, Label.SPAM, Channel.REPORT);
        Path backlog = Files.createDirectory(data.resolve("learn/backlog"));

        assertThatThrownBy(() -> teach(trainer, 1, Label.FORGET, Channel.REPORT))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("learn/backlog");
        assertThat(live.model().spam()).isEqualTo(1);

        Files.delete(backlog);
        assertThat(teach(trainer, 1, Label.FORGET, Channel.REPORT)).isEqualTo(Outcome.FORGOTTEN);
        assertThat(file().load(OPTIONS).spam()).isZero();
    }

    @Test
    void whatWaitsCanBeForgotten() throws Exception {
        leaveWaiting(1);
        Trainer trainer = trainer(10, Duration.ofHours(1));

        assertThat(teach(trainer, 0, Label.FORGET, Channel.TOPIC)).isEqualTo(Outcome.FORGOTTEN);
        Objects.requireNonNull(trainer.offer(ham(1))).get(20, SECONDS);
        trainer.close();

        assertThat(file().load(OPTIONS).spam()).isZero();
    }
}
