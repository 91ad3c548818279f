package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.serai.learn.SharedCurriculumTest.assertEqual;
import static org.serai.learn.SharedCurriculumTest.copy;
import static org.serai.learn.SharedCurriculumTest.head;
import static org.serai.learn.SharedCurriculumTest.teach;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.ManualClock;
import org.serai.learn.Lecture.Channel;
import org.serai.learn.Teacher.Outcome;
import org.serai.store.MemoryTables;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.Tables;

/** What was only inferred never unteaches what somebody has said, on whichever node; and what is told learned is in the line. */
class SharedLessonTest {

    @TempDir
    private Path data;

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);
    private SharedNode one;
    private SharedNode other;

    @BeforeEach
    void join() {
        one = node("one");
        other = node("other");
    }

    private SharedNode node(String name) {
        return new SharedNode(data.resolve(name), tables, clock);
    }

    /** The node of a side that loses. */
    private MemoryTables cut(SharedNode node) {
        var cut = new MemoryTables(clock);
        SharedCurriculum.specs().forEach(spec -> copy(tables, cut, spec));
        node.connect(cut);
        return cut;
    }

    private void heal(SharedNode node, MemoryTables cut) {
        SharedCurriculum.specs().forEach(spec -> copy(cut, tables, spec));
        node.connect(tables);
    }

    @Test
    void whatAnotherNodeWasToldAMomentAgoStandsAgainstATrap() {
        one.follow();
        other.follow();
        one.teach(1, Label.HAM);

        assertThat(other.teach(1, Label.SPAM, Channel.TRAP)).isEqualTo(Outcome.KNOWN);

        assertThat(head(tables).number()).as("it takes no place in the line").isEqualTo(1);
        assertThat(other.teach(2, Label.SPAM, Channel.AUTOMATIC)).isEqualTo(Outcome.LEARNED);
        assertThat(one.teach(2, Label.HAM)).isEqualTo(Outcome.RELABELLED);
        assertEqual(one, other);
    }

    @Test
    void whatATrapTaughtOnTheOtherSideOfACutUnteachesNoUser() {
        teach(one, 0, 2);
        other.follow();
        MemoryTables cut = cut(other);

        for (int i = 10; i < 20; i++) {
            one.teach(i, Label.HAM);
        }
        for (int i = 10; i < 13; i++) {
            assertThat(other.teach(i, Label.SPAM, Channel.TRAP)).isEqualTo(Outcome.LEARNED);
        }
        other.teach(13, Label.SPAM);
        other.teach(30, Label.SPAM, Channel.TRAP);
        heal(other, cut);
        other.follow();

        assertEqual(one, other);
        for (int i = 10; i < 13; i++) {
            assertThat(one.teach(i, Label.HAM)).as("%d", i).isEqualTo(Outcome.KNOWN);
        }
        assertThat(one.teach(13, Label.SPAM)).as("a user has the last word").isEqualTo(Outcome.KNOWN);
        assertThat(one.teach(30, Label.SPAM)).as("nobody has said otherwise").isEqualTo(Outcome.KNOWN);
        assertEqual(one, node("new"));
    }

    @Test
    void whatWasLostByACutIsToldAsSoonAsTheStoreAnswers() {
        teach(one, 0, 2);
        other.follow();
        MemoryTables cut = cut(other);
        teach(one, 10, 15);
        teach(other, 20, 22);
        heal(other, cut);

        tables.down(SharedLog.LESSONS);
        assertThatThrownBy(other::follow).hasMessageContaining("no answer");
        tables.down(false);
        other.follow();

        assertEqual(one, other);
        assertThat(one.knows(20)).isTrue();
        assertThat(one.knows(21)).isTrue();
    }

    @Test
    void whoseLessonComesIntoNoLineIsAskedAgain() {
        teach(one, 0, 2);
        one.connect(removingTheLineBeforeALesson());

        assertThatThrownBy(() -> one.teach(5, Label.SPAM))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("the next one begins another");

        one.connect(tables);
        assertThat(one.knows(5)).isFalse();
        assertThat(one.teach(5, Label.SPAM)).isEqualTo(Outcome.LEARNED);
        assertEqual(one, node("new"));
        assertThat(one.knows(0)).isTrue();
    }

    /** As an operator does by {@code bin/serai state remove learning head}, at the worst moment. */
    private Tables removingTheLineBeforeALesson() {
        return new Tables() {
            @Override
            @SuppressWarnings("unchecked")
            public <V extends Record> Table<V> table(TableSpec<V> spec) {
                Table<V> real = tables.table(spec);
                return (Table<V>) Proxy.newProxyInstance(
                        Table.class.getClassLoader(), new Class<?>[] {Table.class}, (proxy, method, arguments) -> {
                            if (spec.equals(SharedLog.LESSONS)
                                    && method.getName().equals("put")) {
                                tables.table(SharedLog.LEARNING)
                                        .remove("head")
                                        .toCompletableFuture()
                                        .join();
                            }
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getTargetException();
                            }
                        });
            }
        };
    }
}
