package org.serai.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.serai.store.Store;
import org.serai.store.Table;

/** Does what a request asks: {@code {"key":"…","value":{…}}} is a line for each entry. */
final class Entries {

    /** As much as a value may be; longer lines are refused. */
    static final int MAX_LINE = 1 << 20;

    // Keys hold what senders wrote: a terminal sees no control character and no right-to-left mark.
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new Times()))
            .build();

    /** What an older version has exported lacks numbers that were added since: they are 0, as in its files. */
    private static final ObjectMapper EXPORTED = JSON.copy()
            .disable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    /** {@code 2026-11-28T20:40:00Z}. */
    private static final class Times extends StdDeserializer<Instant> {

        private static final long serialVersionUID = 1;

        Times() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return Instant.parse(parser.getText());
            } catch (DateTimeException e) {
                throw context.weirdStringException(
                        parser.getText(), Instant.class, "no time such as 2026-11-28T20:40:00Z");
            }
        }
    }

    private record Counted(String table, long entries) {}

    private final Store store;

    Entries(Store store) {
        this.store = store;
    }

    /**
     * Does it.
     *
     * @param in lines for {@code IMPORT}
     * @param out gets the lines of the answer
     * @return how many entries it was about; 0 when what was asked for is not there
     * @throws IllegalArgumentException saying what is wrong with the request
     */
    long run(Request request, Iterator<String> in, Consumer<String> out) {
        if (request.table().isEmpty()) {
            store.tables()
                    .forEach(table -> out.accept(line(new Counted(table.spec().name(), table.size()))));
            return store.tables().size();
        }
        try {
            return run(request, table(request.table()), in, out);
        } catch (CompletionException e) {
            throw new IllegalArgumentException(
                    e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
        }
    }

    private Table<?> table(String name) {
        return store.tables().stream()
                .filter(table -> table.spec().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no '" + name + "'; there are "
                        + store.tables().stream()
                                .map(table -> table.spec().name())
                                .collect(Collectors.joining(", "))));
    }

    private static <V extends Record> long run(
            Request request, Table<V> table, Iterator<String> in, Consumer<String> out) {
        return switch (request.action()) {
            case LIST -> list(table, request.key(), out);
            case GET ->
                await(table.get(request.key()))
                        .map(value -> {
                            out.accept(line(request.key(), value));
                            return 1L;
                        })
                        .orElse(0L);
            case PUT -> {
                await(table.put(request.key(), value(table, request.value())));
                yield 1;
            }
            case REMOVE -> await(table.remove(request.key())) ? 1 : 0;
            case IMPORT -> imported(table, in);
        };
    }

    private static <V extends Record> long list(Table<V> table, String prefix, Consumer<String> out) {
        var count = new long[1];
        table.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                out.accept(line(key, value));
                count[0]++;
            }
        });
        return count[0];
    }

    private static <V extends Record> long imported(Table<V> table, Iterator<String> in) {
        long count = 0;
        while (in.hasNext()) {
            String line = in.next();
            try {
                JsonNode entry = EXPORTED.readTree(line);
                V value = EXPORTED.treeToValue(entry.path("value"), table.spec().type());
                await(table.put(entry.path("key").asText(), there(value)));
            } catch (JsonProcessingException | IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "line " + (count + 1) + ", after which nothing was taken: " + reason(e), e);
            }
            count++;
        }
        return count;
    }

    /** A line that {@code LIST} wrote. */
    static <V extends Record> void read(String line, Class<V> type, BiConsumer<String, V> each) {
        try {
            JsonNode entry = JSON.readTree(line);
            each.accept(entry.path("key").asText(), JSON.treeToValue(entry.path("value"), type));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the firewall that runs has another form of it: " + reason(e), e);
        }
    }

    private static <V extends Record> V value(Table<V> table, String json) {
        try {
            return there(JSON.readValue(json, table.spec().type()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the value is refused: " + reason(e), e);
        }
    }

    /** To Jackson null is a value of every type. */
    private static <V> V there(@Nullable V value) {
        if (value == null) {
            throw new IllegalArgumentException("there is no value");
        }
        return value;
    }

    private static String reason(Exception e) {
        return String.valueOf(e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage());
    }

    private static String line(String key, Record value) {
        var entry = JSON.createObjectNode().put("key", key);
        entry.set("value", JSON.valueToTree(value));
        return line(entry);
    }

    private static String line(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String write(Request request) {
        return line(request);
    }

    static Request read(String line) throws JsonProcessingException {
        return Objects.requireNonNull(JSON.readValue(line, Request.class), "a request");
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
