package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.ManualClock;
import org.serai.learn.SharedModels.Chunk;
import org.serai.learn.Teacher.Outcome;
import org.serai.store.MemoryTables;
import org.serai.store.Table;
import org.serai.store.TableSpec;

class SharedCurriculumTest {

    private static final String HEAD = "head";

    @TempDir
    private Path data;

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);

    private SharedNode node(String name) {
        return new SharedNode(data.resolve(name), tables, clock);
    }

    static SharedHead head(MemoryTables in) {
        return in.table(SharedLog.LEARNING)
                .get(HEAD)
                .toCompletableFuture()
                .join()
                .orElseThrow();
    }

    static void teach(SharedNode node, int from, int to) {
        for (int i = from; i < to; i++) {
            node.teach(i, i % 2 == 0 ? Label.SPAM : Label.HAM);
        }
    }

    private static <V extends Record> Map<String, V> entries(MemoryTables in, TableSpec<V> spec) {
        var out = new HashMap<String, V>();
        in.table(spec).forEach(out::put);
        return out;
    }

    static void assertEqual(SharedNode one, SharedNode other) {
        assertThat(other.follow().octets()).isEqualTo(one.follow().octets());
    }

    @Test
    void whatOneLearnsAllLearnInTheSameOrder() {
        SharedNode one = node("one");
        SharedNode other = node("other");
        for (int i = 0; i < 60; i++) {
            teach(i % 3 == 0 ? other : one, i, i + 1);
        }

        assertThat(one.teach(0, Label.SPAM)).isEqualTo(Outcome.KNOWN);
        assertThat(other.teach(1, Label.SPAM)).isEqualTo(Outcome.RELABELLED);
        assertThat(one.teach(1, Label.SPAM)).isEqualTo(Outcome.KNOWN);
        assertThat(one.teach(2, Label.FORGET)).isEqualTo(Outcome.FORGOTTEN);
        assertThat(other.teach(2, Label.FORGET)).isEqualTo(Outcome.UNKNOWN);

        assertEqual(one, other);
        assertThat(other.model().spam()).isEqualTo(30);
        assertThat(other.model().ham()).isEqualTo(29);
        assertThat(other.model().judge(Lessons.sample(Lessons.spam(99))))
                .isEqualTo(one.model().judge(Lessons.sample(Lessons.spam(99))));
    }

    @Test
    void whoIsNewLearnsAllThatThereIs() {
        SharedNode one = node("one");
        teach(one, 0, 20);

        assertEqual(one, node("new"));
    }

    @Test
    void whatTheFirstNodeKnewBeforeIsKnownToAll() {
        SharedNode one = node("one");
        Lessons.teach(one.model(), 10);
        one.follow();

        SharedNode other = node("new");

        assertEqual(one, other);
        assertThat(other.model().ham()).isEqualTo(10);
    }

    @Test
    void aNodeThatWasAwayGoesOnWhereItSaved() {
        SharedNode one = node("one");
        SharedNode other = node("other");
        teach(other, 0, 5);
        other.save();
        teach(one, 5, 10);

        SharedNode again = node("other");

        assertThat(again.model().position().number()).isEqualTo(5);
        assertEqual(one, again);
    }

    @Test
    void whoWasAwayTooLongBeginsWithASnapshotAndTheStoreIsBounded() {
        SharedNode one = node("one");
        SharedNode away = node("away").follow();
        teach(one, 0, SharedHead.MOST + 600);

        assertThat(entries(tables, SharedLog.LESSONS)).hasSize(SharedHead.MOST);
        Snapshot snapshot = head(tables).snapshot();
        assertThat(snapshot.number()).isGreaterThan(SharedHead.MOST);
        assertThat(entries(tables, SharedModels.MODELS)).as("one at a time").hasSize(snapshot.chunks());
        assertEqual(one, away);
        assertEqual(one, node("new"));
    }

    @Test
    void whatTrainLearnsBesideItIsLearnedByAllAndNothingOfTheirsIsLost() {
        SharedNode one = node("one");
        SharedNode other = node("other");
        teach(one, 0, 6);
        one.save();

        Model trained = one.file().load(SharedNode.OPTIONS);
        for (int i = 100; i < 150; i++) {
            trained.learn(Lessons.sample(Lessons.spam(i)), true);
        }
        teach(other, 6, 12);
        one.file().save(trained);
        one.reread();
        teach(other, 12, 14);

        assertEqual(one, other);
        assertThat(other.model().alone()).isFalse();
        for (int number : List.of(0, 7, 13, 100, 149)) {
            assertThat(other.knows(number)).as("%d", number).isTrue();
        }
        assertEqual(other, node("new"));
    }

    @Test
    void ofTwoThatTrainAtOnceTheSecondKeepsItsModelAside() {
        SharedNode one = node("one");
        SharedNode other = node("other");
        teach(one, 0, 2);
        other.follow();
        one.model().learn(Lessons.sample(Lessons.spam(100)), true);
        other.model().learn(Lessons.sample(Lessons.spam(200)), true);
        one.follow();

        assertEqual(one, other);
        assertThat(other.knows(100)).isTrue();
        assertThat(other.knows(200)).isFalse();
        assertThat(data.resolve("other/learn/model.alone")).exists();
    }

    @Test
    void whoComesWithAModelOfItsOwnTakesOverWhatOthersKnow() {
        SharedNode one = node("one");
        teach(one, 0, 4);
        SharedNode stranger = node("stranger");
        stranger.model().learn(Lessons.sample(Lessons.spam(100)), true);

        assertEqual(one, stranger);
        assertThat(stranger.knows(100)).isFalse();
        assertThat(data.resolve("stranger/learn/model.alone")).exists();
    }

    @Test
    void whatIsImportedTakesThePlaceOfWhatAllKnow() {
        SharedNode one = node("one");
        teach(one, 0, 4);
        SharedNode other = node("other").follow();
        var elsewhere = new ModelFile(data.resolve("elsewhere"));
        Model model = Lessons.model();
        Lessons.teach(model, 7);
        elsewhere.save(model);
        Path exported = data.resolve("exported");
        elsewhere.export(exported, SharedNode.OPTIONS);

        one.file().replace(exported, SharedNode.OPTIONS);
        one.reread();

        assertEqual(one, other);
        assertThat(other.model().ham()).isEqualTo(7);
        teach(other, 100, 101);
        assertEqual(one, other);
    }

    /** As it is in a cluster: each side goes on with all it had, and of two values the rule of the table decides. */
    @Test
    void twoSidesOfACutAgreeAndNothingIsLost() {
        SharedNode one = node("one");
        SharedNode other = node("other");
        teach(one, 0, 4);
        other.follow();
        var cut = new MemoryTables(clock);
        SharedCurriculum.specs().forEach(spec -> copy(tables, cut, spec));
        other.connect(cut);

        teach(one, 4, 10);
        teach(other, 10, 13);
        other.teach(0, Label.HAM);
        assertThat(other.teach(3, Label.FORGET)).isEqualTo(Outcome.FORGOTTEN);
        SharedCurriculum.specs().forEach(spec -> copy(cut, tables, spec));
        other.connect(tables);

        other.follow();
        assertEqual(one, other);
        for (int i = 0; i < 13; i++) {
            assertThat(one.knows(i)).as("%d", i).isEqualTo(i != 3);
        }
        assertThat(one.model().spam()).as("2, 4, 6, 8, 10, 12").isEqualTo(6);
        assertThat(one.model().ham()).as("0, 1, 5, 7, 9, 11").isEqualTo(6);
        assertEqual(one, node("new"));
    }

    static <V extends Record> void copy(MemoryTables from, MemoryTables to, TableSpec<V> spec) {
        Table<V> target = to.table(spec);
        from.table(spec)
                .forEach((key, value) -> target.put(
                        key,
                        target.get(key)
                                .toCompletableFuture()
                                .join()
                                .map(there -> spec.merge().apply(there, value))
                                .orElse(value)));
    }

    @Test
    void aStoreThatDoesNotAnswerTeachesNothingAndLosesNothing() {
        SharedNode one = node("one");
        SharedNode other = node("other");
        teach(one, 0, 3);
        tables.down(true);
        assertThatThrownBy(() -> one.teach(3, Label.SPAM)).hasMessageContaining("no answer");
        tables.down(false);

        assertThat(one.knows(3)).isFalse();
        assertThat(one.teach(3, Label.SPAM)).isEqualTo(Outcome.LEARNED);
        assertEqual(one, other);
    }

    @Test
    void whatTrainLearnedIsToldAsSoonAsTheStoreAnswers() {
        SharedNode one = node("one");
        SharedNode other = node("other");
        teach(one, 0, 3);
        one.model().learn(Lessons.sample(Lessons.spam(100)), true);
        tables.down(SharedModels.MODELS);
        assertThatThrownBy(one::follow).hasMessageContaining("no answer");
        tables.down(false);

        one.follow();
        assertThat(one.model().alone()).as("not packed again at once").isTrue();
        clock.add(Duration.ofSeconds(31));
        one.follow();
        assertEqual(one, other);
        assertThat(other.knows(100)).isTrue();
    }

    @Test
    void whatWasForgottenLongAgoIsNotTaughtAgainAfterACut() {
        SharedNode one = node("one");
        SharedNode other = node("other");
        one.teach(0, Label.SPAM);
        other.teach(0, Label.FORGET);
        for (int i = 0; i < 3; i++) {
            teach(other, 1 + i * 400, 401 + i * 400);
            one.follow();
        }
        var cut = new MemoryTables(clock);
        SharedCurriculum.specs().forEach(spec -> copy(tables, cut, spec));
        one.connect(cut);
        one.teach(9000, Label.SPAM);
        teach(other, 9001, 9003);
        SharedCurriculum.specs().forEach(spec -> copy(cut, tables, spec));
        one.connect(tables);

        one.follow();
        assertEqual(one, other);
        assertThat(one.knows(9000)).as("lost by the cut").isTrue();
        assertThat(one.knows(0)).isFalse();
    }

    @Test
    void aLessonThatIsLostComesByASnapshotOfOneWhoHasLearnedIt() {
        SharedNode one = node("one");
        teach(one, 0, 5);
        lose(3);
        SharedNode late = node("late").follow();
        assertThat(late.model().position().number()).isEqualTo(2);

        one.follow();

        assertEqual(one, late);
        assertThat(head(tables).snapshot().number()).isEqualTo(5);
    }

    @Test
    void aLessonThatNobodyHasIsPassedOverByAll() {
        SharedNode one = node("one");
        teach(one, 0, 5);
        lose(3);
        SharedNode two = node("two").follow();
        SharedNode three = node("three").follow();

        clock.add(Duration.ofSeconds(61));
        two.follow();

        assertEqual(two, three);
        assertThat(two.model().position().number()).isEqualTo(6);
        assertThat(two.knows(2)).isFalse();
        assertThat(two.knows(4)).isTrue();
        assertEqual(two, one);
    }

    private void lose(long number) {
        assertThat(tables.table(SharedLog.LESSONS)
                        .remove(SharedLog.key(head(tables).id(number)))
                        .toCompletableFuture()
                        .join())
                .isTrue();
    }

    @Test
    void aBrokenSnapshotIsWrittenAnew() {
        SharedNode one = node("one");
        Lessons.teach(one.model(), 10);
        one.follow();
        teach(one, 100, 103);
        var broken = new ArrayList<>(entries(tables, SharedModels.MODELS).keySet());
        broken.forEach(key -> tables.table(SharedModels.MODELS).put(key, new Chunk(new byte[5])));
        SharedNode late = node("late").follow();
        assertThat(late.model().empty()).isTrue();

        one.follow();
        clock.add(Duration.ofSeconds(2));

        assertEqual(one, late);
        assertThat(late.model().ham()).isGreaterThan(10);
    }

    @Test
    void modelsOfAnotherKindAreNotShared() {
        teach(node("one"), 0, 1);
        var other = new SharedNode(
                data.resolve("other"), tables, clock, new Model.Options(1, 1, 1000, 2, 1, 100, 10, 10, 3, 2));

        assertThatThrownBy(() -> other.teach(1, Label.SPAM))
                .hasMessageContaining("max-lessons 1000")
                .hasMessageContaining("set the same learn.*");
    }

    @Test
    void anOldSnapshotIsWrittenAnewBeforeItRunsOut() {
        SharedNode one = node("one");
        Lessons.teach(one.model(), 10);
        one.follow();
        Snapshot first = head(tables).snapshot();

        clock.add(Duration.ofDays(31));
        one.follow();
        clock.add(Duration.ofDays(31));

        assertThat(head(tables).snapshot()).isNotEqualTo(first);
        assertEqual(one, node("new"));
    }
}
