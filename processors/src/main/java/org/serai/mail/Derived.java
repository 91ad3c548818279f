package org.serai.mail;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values computed once: answers about the transaction, and views of its content by their type. Who asks for one that is being computed
 * waits for it, and for no other.
 */
final class Derived {

    private final Map<Class<?>, Value> values = new ConcurrentHashMap<>();
    private final Answers answers;

    private final Map<Class<?>, Record> kept = new ConcurrentHashMap<>();

    private static final class Value {

        private volatile @Nullable Object known;

        /** Computes it again when that failed before. */
        synchronized Object get(Supplier<?> compute) {
            Object value = known;
            if (value == null) {
                value = compute.get();
                known = value;
            }
            return value;
        }
    }

    /** Those of one transaction, in the order of the questions, and what stands for some of them. */
    private static final class Answers {

        private final Map<Question<?>, Value> known = Collections.synchronizedMap(new LinkedHashMap<>());
        private final Map<Class<?>, Function<Question<?>, ? extends @Nullable Object>> assumed =
                new ConcurrentHashMap<>();

        Object of(Question<?> question, Supplier<?> work) {
            return known.computeIfAbsent(question, first -> new Value()).get(() -> {
                var instead = assumed.get(question.getClass());
                Object fact = instead == null ? null : instead.apply(question);
                return fact == null ? work.get() : fact;
            });
        }
    }

    Derived() {
        this(new Answers());
    }

    private Derived(Answers answers) {
        this.answers = answers;
    }

    /** The same transaction, now with content. */
    Derived received() {
        return new Derived(answers);
    }

    @SuppressWarnings("unchecked") // The question's type is that of its answer.
    <T> T ask(Question<T> question, Supplier<T> work) {
        return (T) answers.of(question, work);
    }

    @SuppressWarnings("unchecked")
    <T> @Nullable T answer(Question<T> question) {
        Value value = answers.known.get(question);
        return value == null ? null : (T) value.known;
    }

    @SuppressWarnings("unchecked")
    <T, Q extends Question<T>> List<T> answers(Class<Q> type) {
        synchronized (answers.known) {
            return answers.known.entrySet().stream()
                    .filter(entry -> type.isInstance(entry.getKey()) && entry.getValue().known != null)
                    .map(entry -> (T) entry.getValue().known)
                    .toList();
        }
    }

    <T, Q extends Question<T>> void assume(Class<Q> type, Function<Q, ? extends @Nullable T> answer) {
        answers.assumed.put(type, question -> answer.apply(type.cast(question)));
    }

    void keep(Record fact) {
        kept.put(fact.getClass(), fact);
    }

    <T extends Record> @Nullable T kept(Class<T> type) {
        return type.cast(kept.get(type));
    }

    <T> T get(Class<T> type, Supplier<T> compute) {
        return type.cast(values.computeIfAbsent(type, first -> new Value()).get(compute));
    }
}
