package org.serai.mail;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values computed once per message, by their type. */
final class Derived {

    private final Map<Class<?>, Object> values = new HashMap<>();

    /** Beside them, so that nobody waits here for a filter that computes. */
    private final Map<Class<?>, Record> kept = new ConcurrentHashMap<>();

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
