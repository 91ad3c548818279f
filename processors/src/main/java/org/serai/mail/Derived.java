package org.serai.mail;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values computed once: answers about the transaction, and views of its content by their type. */
final class Derived {

    private final Map<Class<?>, Object> values = new HashMap<>();
    private final Map<Question<?>, Object> answers;

    /** Beside them, so that nobody waits here for a filter that computes. */
    private final Map<Class<?>, Record> kept = new ConcurrentHashMap<>();

    Derived() {
        this(new HashMap<>());
    }

    private Derived(Map<Question<?>, Object> answers) {
        this.answers = answers;
    }

    /** The same transaction, now with content. */
    Derived received() {
        return new Derived(answers);
    }

    @SuppressWarnings("unchecked") // The question's type is that of its answer.
    <T> T ask(Question<T> question, Supplier<T> work) {
        synchronized (answers) {
            Object known = answers.get(question);
            if (known == null) {
                // One answer may ask for another, which computeIfAbsent does not allow.
                known = work.get();
                answers.put(question, known);
            }
            return (T) known;
        }
    }

    @SuppressWarnings("unchecked")
    <T> @Nullable T answer(Question<T> question) {
        synchronized (answers) {
            return (T) answers.get(question);
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
