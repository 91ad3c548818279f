package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.Binder;
import org.serai.config.ConfigException;

/** When what waits is looked at, and what becomes of it. */
class BacklogReleaseTest {

    private static final Model.Options OPTIONS = Binder.defaults(Model.Options.class);

    @TempDir
    private Path data;

    private ModelFile file;
    private LiveModel live;
    private BacklogRelease release;
    private final List<Lecture> taught = new ArrayList<>();

    @BeforeEach
    void fiveSpamWait() throws IOException {
        file = new ModelFile(data);
        Objects.requireNonNull(file.tryLock()).close();
        wait(0, 5, Label.SPAM);
        live = new LiveModel(file, OPTIONS);
        release = new BacklogRelease(file);
    }

    private void wait(int from, int to, Label label) {
        try (var backlog = Backlog.open(file)) {
            for (int i = from; i < to; i++) {
                backlog.add(Lessons.sample(Lessons.spam(i)), label);
            }
        }
    }

    private void learnHam(int from, int to) {
        for (int i = from; i < to; i++) {
            live.model().learn(Lessons.sample(Lessons.ham(i)), false);
        }
    }

    private boolean due() {
        return release.due(live.model(), false);
    }

    private boolean some() {
        return release.some(
                live, Curriculum.alone(live), false, (lecture, outcome) -> taught.add(lecture), () -> false);
    }

    @Test
    void nothingIsReadWhileTheClassThatWaitsIsNotBehind() {
        assertThat(due()).as("nobody has read it").isTrue();
        assertThat(some()).isFalse();

        assertThat(due()).isFalse();
        live.model().learn(Lessons.sample(Lessons.spam(100)), true);
        assertThat(due()).as("there is more spam").isFalse();
        learnHam(0, 3);
        assertThat(due()).isTrue();
        assertThat(some()).isTrue();
        assertThat(taught).hasSize(2);
        assertThat(due()).isFalse();
    }

    @Test
    void whatAnotherProcessLeavesWaitingMeanwhileIsSeen() {
        some();
        assertThat(due()).isFalse();

        wait(5, 7, Label.SPAM);
        wait(0, 1, Label.FORGET);

        assertThat(due()).isTrue();
        learnHam(0, 20);
        assertThat(some()).isTrue();
        assertThat(taught)
                .extracting(each -> each.sample().fingerprint())
                .hasSize(6)
                .doesNotContain(fingerprint(0));
    }

    private static String fingerprint(int number) {
        return Lessons.sample(Lessons.spam(number)).fingerprint();
    }

    @Test
    void whatIsForgottenWhileItWaitsIsNotTaught() {
        some();
        assertThat(release.forget(Lessons.sample(Lessons.spam(3)))).isTrue();
        assertThat(release.forget(Lessons.sample(Lessons.spam(3)))).isFalse();
        learnHam(0, 20);

        some();

        assertThat(taught)
                .extracting(each -> each.sample().fingerprint())
                .hasSize(4)
                .doesNotContain(fingerprint(3));
    }

    @Test
    void whatAModelThatCameSinceDoesNotKnowIsTaughtAgain() {
        learnHam(0, 20);
        some();
        live.replace(new Model(OPTIONS));
        learnHam(0, 20);

        some();

        assertThat(taught).hasSize(10);
    }

    @Test
    void whenAllIsKnownAndSavedTheFileGoes() {
        learnHam(0, 20);
        some();
        assertThat(due()).as("not saved").isFalse();

        assertThat(release.due(live.model(), true)).isTrue();
        assertThat(release.some(live, Curriculum.alone(live), true, (lecture, outcome) -> {}, () -> false))
                .isFalse();
        assertThat(data.resolve("learn/backlog")).doesNotExist();
        assertThat(release.due(live.model(), true)).isFalse();
    }

    @Test
    void whatCannotBeReadStays() throws IOException {
        Path path = data.resolve("learn/backlog");
        Path moved = Files.move(path, data.resolve("moved"));
        Files.createDirectory(path);
        assertThatThrownBy(() -> release.forget(Lessons.sample(Lessons.spam(1))))
                .isInstanceOf(ConfigException.class);
        Files.delete(path);
        Files.move(moved, path);

        assertThat(release.forget(Lessons.sample(Lessons.spam(1)))).isTrue();
    }
}
