package org.serai.learn;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;
import org.serai.store.Tables;

/** The line of lessons in the store: its end in the table {@code learning}, the lessons in {@code lessons}. Each call waits for the store. */
final class SharedLog {

    static final TableSpec<SharedHead> LEARNING = new TableSpec<>(
            "learning", SharedHead.class, Spread.REPLICATED, 16, head -> Duration.ofDays(3650), SharedHead::merge);

    /** Twice those that are kept, since those of a side that lost after a cut stay for a while. */
    static final TableSpec<SharedLesson> LESSONS = new TableSpec<>(
            "lessons",
            SharedLesson.class,
            Spread.REPLICATED,
            2 * SharedHead.MOST,
            lesson -> Duration.ofDays(30),
            (one, other) -> one);

    private static final String HEAD = "head";

    private final Table<SharedHead> heads;
    private final Table<SharedLesson> lessons;

    SharedLog(Tables tables) {
        heads = tables.table(LEARNING);
        lessons = tables.table(LESSONS);
    }

    static List<TableSpec<?>> specs() {
        return List.of(LEARNING, LESSONS);
    }

    /** Its end, or empty when nobody has begun one. */
    Optional<SharedHead> head() {
        return answer(heads.get(HEAD));
    }

    /** Begins one, unless somebody else has. */
    void begin(SharedHead first) {
        answer(heads.putIfAbsent(HEAD, first));
    }

    Optional<SharedLesson> lesson(long id) {
        return answer(lessons.get(key(id)));
    }

    /**
     * Puts a lesson at the end.
     *
     * @return false when there is no line any more
     */
    boolean append(long id, SharedLesson lesson) {
        return append(id, lesson, head -> true, head -> head);
    }

    /**
     * Puts a lesson at the end.
     *
     * @param allowed whether it may stand behind this
     * @param then what else changes with it
     * @return whether it was allowed, and there is a line
     */
    boolean append(long id, SharedLesson lesson, Predicate<SharedHead> allowed, UnaryOperator<SharedHead> then) {
        answer(lessons.put(key(id), lesson));
        var before = new AtomicReference<SharedHead>();
        Optional<SharedHead> after = change(head -> {
            before.set(head);
            return allowed.test(head) ? then.apply(head.with(id, lesson.sample().length)) : head;
        });
        if (after.isEmpty() || !after.get().contains(id)) {
            answer(lessons.remove(key(id)));
            return false;
        }
        SharedHead last = before.get();
        if (last != null) {
            removeOlder(last, after.get().oldest());
        }
        return true;
    }

    /** Those that made room. */
    private void removeOlder(SharedHead head, long oldest) {
        for (long n = head.oldest(); n < oldest && n <= head.number(); n++) {
            answer(lessons.remove(key(head.id(n))));
        }
    }

    /** Changes the end; the same object leaves it. */
    Optional<SharedHead> change(UnaryOperator<SharedHead> change) {
        return answer(heads.update(HEAD, head -> head.map(change)));
    }

    static String key(long id) {
        return String.format("%016x", id);
    }

    private static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
