package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.learn.Model.Opinion;

class ModelFileTest {

    private static final Model.Options OPTIONS = Binder.defaults(Model.Options.class);

    @TempDir
    private Path data;

    private ModelFile file;
    private Path saved;
    private final Model model = Lessons.model();
    private final Sample asked = Lessons.sample(Lessons.spam(1000));

    @BeforeEach
    void teach() {
        file = new ModelFile(data);
        saved = data.resolve("learn/model");
        Lessons.teach(model, 100);
    }

    @Test
    void withoutAFileNothingIsKnown() {
        assertThat(file.load(OPTIONS).spam()).isZero();
    }

    @Test
    void whatWasSavedSaysTheSame() {
        file.save(model);

        Model again = file.load(OPTIONS);

        assertThat(again.judge(asked)).isEqualTo(model.judge(asked));
        assertThat(again.spam()).isEqualTo(100);
        assertThat(again.learn(Lessons.sample(Lessons.spam(3)), true)).isEqualTo(Model.Change.KNOWN);
    }

    @Test
    void aBrokenFileIsToldAndTheOneBeforeIsUsed() throws IOException {
        file.save(model);
        Opinion before = model.judge(asked);
        Lessons.teach(model, 120);
        file.save(model);
        byte[] octets = Files.readAllBytes(saved);
        octets[octets.length / 2] ^= 1;
        Files.write(saved, octets);

        assertThat(file.load(OPTIONS).judge(asked)).isEqualTo(before);
    }

    @Test
    void aFileThatEndsTooEarlyIsBroken() throws IOException {
        file.save(model);
        file.save(model);
        Files.write(saved, Arrays.copyOf(Files.readAllBytes(saved), 1000));

        assertThat(file.load(OPTIONS).spam()).isEqualTo(100);
    }

    @Test
    void whenBothAreBrokenItSaysWhatToDo() throws IOException {
        file.save(model);
        Files.writeString(saved, "no model");

        assertThatThrownBy(() -> file.load(OPTIONS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(saved.toString())
                .hasMessageContaining("train again");
    }

    @Test
    void aFileOfMoreLessonsThanMayBeRememberedIsReadWithTheLast() {
        Model large = Lessons.model();
        Lessons.teach(large, 20);
        file.save(large);

        Model small = file.load(new Model.Options(1, 1, 10, 2, 1, 100, 10, 10, 3, 2));

        assertThat(small.spam() + small.ham()).isEqualTo(10);
    }

    @Test
    void aModelForOtherOptionsIsNotRead() {
        file.save(model);

        assertThatThrownBy(() -> file.load(new Model.Options(1, 1, 1000, 3, 1, 100, 10, 10, 3, 2)))
                .hasMessageContaining("learn.bayes-window");
    }

    @Test
    void aRunningFirewallKeepsWhatItKnowsWhenTheFileBreaks() throws IOException {
        file.save(model);
        file.save(model);
        var live = new LiveModel(file, OPTIONS);
        live.model().learn(Lessons.sample(Lessons.spam(500)), true);
        Files.write(saved, new byte[100]);
        Files.setLastModifiedTime(saved, FileTime.fromMillis(1));

        live.refresh();

        assertThat(live.model().spam()).isEqualTo(101);
    }

    @Test
    void aRunningFirewallSeesWhatAnotherProcessSaved() {
        var live = new LiveModel(file, OPTIONS);
        assertThat(live.model().spam()).isZero();

        file.save(model);
        live.refresh();

        assertThat(live.model().spam()).isEqualTo(100);
    }
}
