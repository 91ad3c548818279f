package org.serai.mail;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Values computed once per message, by their type. */
final class Derived {

    private final Map<Class<?>, Object> values = new HashMap<>();

    synchronized <T> T get(Class<T> type, Supplier<T> compute) {
        Object known = values.get(type);
        if (known == null) {
            known = compute.get();
            values.put(type, known);
        }
        return type.cast(known);
    }
}
