package org.serai.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes an options record from properties. Every component carries an {@link Option}; its type is boolean, int, long,
 * double, String, an enum, Duration, URI, Path, a type with a static {@code parse(String)} such as {@link Size}, or a List of
 * the six last (separated by commas).
 */
public final class Binder {

    private static final Map<Class<?>, Function<String, Object>> CONVERTERS = Map.ofEntries(
            Map.entry(String.class, text -> text),
            Map.entry(boolean.class, Binder::truth),
            Map.entry(int.class, text -> number(text, Integer::valueOf)),
            Map.entry(long.class, text -> number(text, Long::valueOf)),
            Map.entry(double.class, Binder::points),
            Map.entry(Duration.class, Durations::parse),
            Map.entry(URI.class, URI::create),
            Map.entry(Path.class, Path::of));

    private Binder() {}

    /**
     * A property as declared: {@code smtp.max-errors}, its default, its description.
     *
     * @param limits such as {@code 1 to 65535}, {@code at least 1}, or empty
     * @param choices the values there are, where they can be told, as they are written
     */
    public record Declared(
            String name, String defaultValue, String limits, String doc, Kind kind, List<String> choices) {}

    /** How a value is written, for tools that ask for it. */
    public enum Kind {
        BOOLEAN,
        INTEGER,
        NUMBER,
        /** Text, also that of a list, a duration or a size. */
        STRING;

        private static Kind of(Class<?> type) {
            if (type == boolean.class) {
                return BOOLEAN;
            } else if (type == int.class || type == long.class) {
                return INTEGER;
            }
            return type == double.class ? NUMBER : STRING;
        }
    }

    /** The properties that a record declares, in its order; {@code prefix} ends with a dot or is empty. */
    public static List<Declared> declared(String prefix, Class<? extends Record> type) {
        var out = new ArrayList<Declared>();
        for (RecordComponent component : type.getRecordComponents()) {
            Option option = option(component);
            out.add(new Declared(
                    prefix + kebab(component.getName()),
                    option.value(),
                    limits(option),
                    option.doc(),
                    Kind.of(component.getType()),
                    component.getType().isEnum()
                            ? List.copyOf(constants(component.getType()).keySet())
                            : List.of()));
        }
        return out;
    }

    /**
     * The record, each component from {@code lookup} by its kebab-case name, else its default.
     *
     * @param where how errors name a property, such as {@code name -> "smtp." + name}
     * @throws ConfigException naming the property, when a value does not convert or the record's constructor refuses it
     */
    public static <R extends Record> R bind(
            Class<R> type, Function<String, String> where, Function<String, ? extends @Nullable String> lookup) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = kebab(components[i].getName());
            String said = lookup.apply(name);
            String text = said == null ? option(components[i]).value() : said.strip();
            try {
                values[i] = convert(text, components[i].getGenericType());
                refuseBeyondLimits(values[i], components[i]);
            } catch (IllegalArgumentException e) {
                throw new ConfigException(said(where, name, text) + ": " + e.getMessage() + instead(components[i]), e);
            }
        }
        try {
            var constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ConfigException(saidOf(components, where, lookup) + ": " + cause.getMessage(), cause);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    /** Together they make no sense: those that somebody has set, since defaults do. */
    private static String saidOf(
            RecordComponent[] components,
            Function<String, String> where,
            Function<String, ? extends @Nullable String> lookup) {
        var out = new ArrayList<String>();
        for (RecordComponent component : components) {
            String name = kebab(component.getName());
            String text = lookup.apply(name);
            if (text != null) {
                out.add(said(where, name, text.strip()));
            }
        }
        return out.isEmpty() ? where.apply("*") : String.join(", ", out);
    }

    private static String said(Function<String, String> where, String name, String text) {
        return where.apply(name) + " = '" + text + "'";
    }

    /** The record with nothing but defaults. */
    public static <R extends Record> R defaults(Class<R> type) {
        return bind(type, name -> name, name -> null);
    }

    /** {@code maxErrors} → {@code max-errors}. */
    public static String kebab(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    /** {@code max-errors} → {@code maxErrors}. */
    public static String camel(String kebab) {
        var out = new StringBuilder();
        for (String word : kebab.split("-")) {
            out.append(out.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return out.toString();
    }

    private static Option option(RecordComponent component) {
        Option option = component.getAnnotation(Option.class);
        if (option == null) {
            throw new IllegalStateException(component.getDeclaringRecord().getName() + "." + component.getName()
                    + " has no @Option: give it one with its default and description");
        }
        return option;
    }

    private static Object convert(String text, Type type) {
        if (type instanceof ParameterizedType list) {
            Type element = list.getActualTypeArguments()[0];
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .map(part -> convert(part, element))
                    .toList();
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            return constant(raw, text);
        }
        Function<String, Object> converter = CONVERTERS.get(raw);
        return converter == null ? parsed(raw, text) : converter.apply(text);
    }

    private static Object parsed(Class<?> type, String text) {
        try {
            var parse = type.getDeclaredMethod("parse", String.class);
            parse.setAccessible(true);
            return parse.invoke(null, text);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof IllegalArgumentException refused
                    ? refused
                    : new IllegalStateException(type + " cannot read '" + text + "'", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no converter for " + type, e);
        }
    }

    private static Object constant(Class<?> type, String text) {
        TreeMap<String, Object> names = constants(type);
        Object found = names.get(text.toLowerCase(Locale.ROOT));
        if (found == null) {
            throw new IllegalArgumentException("must be one of " + String.join(", ", names.keySet()));
        }
        return found;
    }

    private static TreeMap<String, Object> constants(Class<?> type) {
        var names = new TreeMap<String, Object>();
        for (Object constant : type.getEnumConstants()) {
            names.put(((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return names;
    }

    private static Boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    private static <N> N number(String text, Function<String, N> parse) {
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    text.matches("[-+]?[0-9]+") ? "the number is too large" : "not a whole number", e);
        }
    }

    private static Double points(String text) {
        if (!text.matches("[-+]?[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            throw new IllegalArgumentException("not a number such as 5 or 2.5");
        }
        return Double.valueOf(text);
    }

    private static void refuseBeyondLimits(Object value, RecordComponent component) {
        Option option = option(component);
        if (beyond(value, option.least(), component, -1) || beyond(value, option.most(), component, 1)) {
            throw new IllegalArgumentException("must be " + limits(option));
        }
    }

    @SuppressWarnings("unchecked") // The limit is converted to the type of the value.
    private static boolean beyond(Object value, String limit, RecordComponent component, int side) {
        return !limit.isEmpty()
                && Integer.signum(((Comparable<Object>) value).compareTo(convert(limit, component.getGenericType())))
                        == side;
    }

    private static String limits(Option option) {
        if (option.most().isEmpty()) {
            return option.least().isEmpty() ? "" : "at least " + option.least();
        }
        return option.least().isEmpty() ? "at most " + option.most() : option.least() + " to " + option.most();
    }

    private static String instead(RecordComponent component) {
        String value = option(component).value();
        return value.isEmpty() ? "" : "; the default is " + value;
    }
}
