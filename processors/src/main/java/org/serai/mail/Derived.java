package org.serai.mail;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values computed once: answers about the transaction, and views of its content by their type. */
final class Derived {

    private final Map<Class<?>, Object> values = new HashMap<>();
    private final Answers answers;

    /** Beside them, so that nobody waits here for a filter that computes. */
    private final Map<Class<?>, Record> kept = new ConcurrentHashMap<>();

    /** Those of one transaction, in the order of the questions, and what stands for some of them. */
    private static final class Answers {

        private final Map<Question<?>, Object> known = new LinkedHashMap<>();
        private final Map<Class<?>, Function<Question<?>, ? extends @Nullable Object>> assumed = new HashMap<>();
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
        synchronized (answers) {
            Object known = answers.known.get(question);
            if (known == null) {
                var assumed = answers.assumed.get(question.getClass());
                known = assumed == null ? null : assumed.apply(question);
            }
            if (known == null) {
                // One answer may ask for another, which computeIfAbsent does not allow.
                known = work.get();
            }
            answers.known.putIfAbsent(question, known);
            return (T) known;
        }
    }

    @SuppressWarnings("unchecked")
    <T> @Nullable T answer(Question<T> question) {
        synchronized (answers) {
            return (T) answers.known.get(question);
        }
    }

    @SuppressWarnings("unchecked")
    <T, Q extends Question<T>> List<T> answers(Class<Q> type) {
        synchronized (answers) {
            return answers.known.entrySet().stream()
                    .filter(entry -> type.isInstance(entry.getKey()))
                    .map(entry -> (T) entry.getValue())
                    .toList();
        }
    }

    <T, Q extends Question<T>> void assume(Class<Q> type, Function<Q, ? extends @Nullable T> answer) {
        synchronized (answers) {
            answers.assumed.put(type, question -> answer.apply(type.cast(question)));
        }
    }

    void keep(Record fact) {
        kept.put(fact.getClass(), fact);
    }

    <T extends Record> @Nullable T kept(Class<T> type) {
        return type.cast(kept.get(type));
    }

    synchronized <T> T get(Class<T> type, Supplier<T> compute) {
        Object known = values.get(type);
        if (known == null) {
            known = compute.get();
            values.put(type, known);
        }
        return type.cast(known);
    }
}
