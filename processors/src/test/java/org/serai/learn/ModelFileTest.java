package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.List;
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
    void whenBothAreBrokenBothAreNamedWithTheirReasons() throws IOException {
        file.save(model);
        file.save(model);
        Path before = data.resolve("learn/model.before");
        Files.write(before, Arrays.copyOf(Files.readAllBytes(before), 1000));
        Files.writeString(saved, "a model of another kind");

        assertThatThrownBy(() -> file.load(OPTIONS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(saved + ": it is no model of this version;")
                .hasMessageContaining(before + ": it ends too early.")
                .hasMessageContaining("move both away");

        Files.delete(saved);
        assertThatThrownBy(() -> file.load(OPTIONS))
                .hasMessageContaining(saved + ": it does not exist;")
                .hasMessageContaining(before + ": it ends too early.");
    }

    /** What was saved before a file that broke is all there is: nothing broken takes its place. */
    @Test
    void aBrokenFileNeverBecomesTheOneBefore() throws IOException {
        file.save(model);
        Opinion first = model.judge(asked);
        Lessons.teach(model, 110);
        file.save(model);
        byte[] whole = Files.readAllBytes(saved);
        byte[] flipped = whole.clone();
        flipped[flipped.length / 2] ^= 1;
        byte[] otherKind = whole.clone();
        otherKind[2 + 13 + 7] ^= 1;
        for (byte[] broken : List.of(flipped, otherKind, Arrays.copyOf(whole, 1000), new byte[3], new byte[0])) {
            Files.write(saved, broken);

            file.save(file.load(OPTIONS));
            Files.delete(saved);

            assertThat(file.load(OPTIONS).judge(asked)).isEqualTo(first);
        }
    }

    @Test
    void aWholeFileBecomesTheOneBefore() throws IOException {
        file.save(model);
        byte[] first = Files.readAllBytes(saved);
        Lessons.teach(model, 110);
        file.save(model);

        assertThat(data.resolve("learn/model.before")).hasBinaryContent(first);
    }

    @Test
    void whatAKillLeftIsOverwrittenAndClearedAway() throws IOException {
        Path part = data.resolve("learn/model.part");
        Path alone = data.resolve("learn/model.alone.part");
        Files.createDirectories(part.getParent());
        Files.writeString(part, "half");
        Files.writeString(alone, "half");

        file.save(model);

        assertThat(part).doesNotExist();
        assertThat(file.load(OPTIONS).spam()).isEqualTo(100);
        assertThat(file.littered()).isTrue();
        file.clear();
        assertThat(alone).doesNotExist();
        assertThat(file.littered()).isFalse();
    }

    @Test
    void nobodyElseMayReadWhatUsersHaveTaught() throws IOException {
        file.save(model);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(saved)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.keep(model))))
                .isEqualTo("rw-------");
    }

    /** Root alone can give files away, and CI is root. */
    @Test
    void whatRootHasTrainedIsOfTheOneWhoOwnsTheDirectory() throws IOException {
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        assumeTrue(isRoot || System.getenv("CI") != null, "only root can give files away");
        UserPrincipal nobody =
                data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.setOwner(data, nobody);

        try (var lock = file.lock()) {
            assertThat(lock).isNotNull();
            file.save(model);
        }
        file.save(model);

        for (String name : List.of("", "lock", "model", "model.before")) {
            assertThat(Files.getOwner(data.resolve("learn").resolve(name))).isEqualTo(nobody);
        }
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

    /** A file that is there and gives EIO: a process has no memory at its address 0. */
    static Path unreadable(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        return Files.createSymbolicLink(file, Path.of("/proc/self/mem"));
    }

    @Test
    void whatCannotBeReadForTheMomentIsNotBroken() throws IOException {
        file.save(model);
        file.save(model);
        unreadable(saved);

        assertThatThrownBy(() -> file.load(OPTIONS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(saved + ", and stays as it is; please mend that and try again: ")
                .hasMessageContaining("Input/output error");
        assertThatThrownBy(() -> file.save(model))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("Input/output error");
        assertThat(saved).isSymbolicLink();
        assertThat(data.resolve("learn/model.part")).doesNotExist();

        Files.delete(saved);
        unreadable(data.resolve("learn/model.before"));
        assertThatThrownBy(() -> file.load(OPTIONS)).hasMessageContaining("model.before, and stays as it is");
    }

    @Test
    void aRunningFirewallReadsAgainWhatItCouldNotRead() throws IOException {
        var live = new LiveModel(file, OPTIONS);
        unreadable(saved);
        assertThat(live.refresh()).isFalse();
        Path elsewhere = data.resolve("elsewhere");
        new ModelFile(elsewhere).save(model);

        Files.delete(saved);
        Files.copy(elsewhere.resolve("learn/model"), saved);

        assertThat(live.refresh()).isTrue();
        assertThat(live.model().spam()).isEqualTo(100);
    }

    @Test
    void aRunningFirewallDoesNotSaveOverAModelForOtherOptions() throws IOException {
        file.save(model);
        var live = new LiveModel(file, OPTIONS);
        var others = new Model.Options(1, 1, 1000, 3, 1, 100, 10, 10, 3, 2);
        new ModelFile(data.resolve("other")).save(new Model(others));
        Files.move(data.resolve("other/learn/model"), saved, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(saved, FileTime.fromMillis(1));

        assertThat(live.refresh()).isFalse();
        assertThat(live.refresh()).as("the second time").isFalse();
        assertThat(live.model().spam()).isEqualTo(100);
    }

    /** Killed when the old one is the one before, and the new one is on disk under another name. */
    @Test
    void atAKillBetweenTheNamesThereIsAModel() throws IOException {
        file.save(model);
        byte[] first = Files.readAllBytes(saved);
        Lessons.teach(model, 110);
        new ModelFile(data.resolve("next")).save(model);
        Path part = data.resolve("learn/model.part");
        Files.copy(data.resolve("next/learn/model"), part);

        file.shelve();

        assertThat(saved).hasBinaryContent(first);
        assertThat(data.resolve("learn/model.before")).hasBinaryContent(first);
        file.save(model);
        assertThat(file.load(OPTIONS).spam()).isEqualTo(110);
        assertThat(data.resolve("learn/model.before")).hasBinaryContent(first);
        assertThat(file.littered()).isFalse();
    }

    private static Model.Options window(int window) {
        return new Model.Options(1, 1, 1000, window, 1, 100, 10, 10, 3, 2);
    }

    @Test
    void anImportDoesNotTakeThePlaceOfAModelForOtherOptions() throws IOException {
        file.save(model);
        byte[] whole = Files.readAllBytes(saved);
        var other = new Model(window(3));
        Lessons.teach(other, 10);
        new ModelFile(data.resolve("other")).save(other);
        Path exported = data.resolve("other/learn/model");

        assertThatThrownBy(() -> file.replace(exported, window(3)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(saved + " was trained by another version of Serai, or with another")
                .hasMessageContaining("Move it away, and import again");
        assertThat(saved).hasBinaryContent(whole);

        // What is broken is no loss.
        whole[whole.length / 2] ^= 1;
        Files.write(saved, whole);
        assertThat(file.replace(exported, window(3)).spam()).isEqualTo(10);
        assertThat(file.load(window(3)).spam()).isEqualTo(10);
    }

    @Test
    void whatAnImportReplacesIsTheOneBefore() throws IOException {
        file.save(model);
        byte[] first = Files.readAllBytes(saved);
        Lessons.teach(model, 110);
        Path exported = data.resolve("exported");
        new ModelFile(data.resolve("other")).save(model);
        new ModelFile(data.resolve("other")).export(exported, OPTIONS);

        file.replace(exported, OPTIONS);

        assertThat(file.load(OPTIONS).spam()).isEqualTo(110);
        assertThat(data.resolve("learn/model.before")).hasBinaryContent(first);
    }
}
