package org.serai.dns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A DNS that knows what it was told and nothing else: for {@code explain} with a zone, and for tests. It answers at once,
 * as a resolver would that asked servers with this data.
 */
public final class Zone implements Dns {

    private static final int MAX_CNAMES = 8;

    /** What a name has, in the order in which it was said. */
    private sealed interface Entry {}

    private record Data(RecordType<?> type, Object value) implements Entry {}

    private record Alias(String target) implements Entry {}

    /** @param type null for all types of which nothing was said before */
    private record Trouble(@Nullable RecordType<?> type, Answer<?> answer) implements Entry {}

    private final Map<String, List<Entry>> names = new HashMap<>();
    private final Set<String> existing = new HashSet<>();

    /** Adds a record. */
    public <T> Zone with(String name, RecordType<T> type, T value) {
        return add(name, new Data(type, value));
    }

    /** Adds a name that stands for another one. */
    public Zone alias(String name, String target) {
        return add(name, new Alias(key(target)));
    }

    /** Makes questions for a type end in {@link Answer.ServFail}; null: for all types of which no record was added before. */
    public Zone failing(String name, @Nullable RecordType<?> type, String cause) {
        return add(name, new Trouble(type, new Answer.ServFail<>(cause)));
    }

    /** Makes questions for a type end in {@link Answer.Timeout}; null: for all types of which no record was added before. */
    public Zone silent(String name, @Nullable RecordType<?> type) {
        return add(name, new Trouble(type, new Answer.Timeout<>()));
    }

    /** Adds a name without records. */
    public Zone empty(String name) {
        exists(key(name));
        return this;
    }

    private Zone add(String name, Entry entry) {
        String key = key(name);
        names.computeIfAbsent(key, unknown -> new ArrayList<>()).add(entry);
        exists(key);
        return this;
    }

    /** With all names above it (RFC 8020). */
    private void exists(String key) {
        existing.add(key);
        for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
            existing.add(key.substring(dot + 1));
        }
    }

    @Override
    public <T> CompletableFuture<Answer<T>> lookup(String name, RecordType<T> type) {
        return CompletableFuture.completedFuture(answer(name, type, MAX_CNAMES));
    }

    private <T> Answer<T> answer(String name, RecordType<T> type, int aliases) {
        QueryName asked = QueryName.of(name);
        if (asked == null) {
            return new Answer.NxDomain<>();
        }
        String key = asked.text();
        var found = new ArrayList<T>();
        for (Entry entry : names.getOrDefault(key, List.of())) {
            if (entry instanceof Data data && data.type().equals(type)) {
                found.add(type.java().cast(data.value()));
            } else if (entry instanceof Alias alias) {
                return aliases == 0
                        ? new Answer.ServFail<>("more than " + MAX_CNAMES + " CNAMEs in a row")
                        : answer(alias.target(), type, aliases - 1);
            } else if (entry instanceof Trouble trouble
                    && found.isEmpty()
                    && (trouble.type() == null || trouble.type().equals(type))) {
                return trouble.answer() instanceof Answer.ServFail<?> failure
                        ? new Answer.ServFail<>(failure.cause())
                        : new Answer.Timeout<>();
            }
        }
        if (!found.isEmpty()) {
            return new Answer.Found<>(found);
        }
        return existing.contains(key) ? new Answer.NoData<>() : new Answer.NxDomain<>();
    }

    /** A name that nobody can ask for may stand in a zone. */
    private static String key(String name) {
        QueryName asked = QueryName.of(name);
        return asked == null ? name : asked.text();
    }
}
