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
import org.serai.mail.Network;

/**
 * Makes an options record from properties. Every component carries an {@link Option}; its type is boolean, int, long,
 * double, String, an enum, Duration, {@link Size}, {@link Network}, URI, Path, or a List of the seven last (separated by
 * commas).
 */
public final class Binder {

    private static final Map<Class<?>, Function<String, Object>> CONVERTERS = Map.ofEntries(
            Map.entry(String.class, text -> text),
            Map.entry(boolean.class, Binder::truth),
            Map.entry(int.class, Integer::valueOf),
            Map.entry(long.class, Long::valueOf),
            Map.entry(double.class, Double::valueOf),
            Map.entry(Duration.class, Durations::parse),
            Map.entry(Size.class, Size::parse),
            Map.entry(Network.class, Network::parse),
            Map.entry(URI.class, URI::create),
            Map.entry(Path.class, Path::of));

    private Binder() {}

    /** A property as declared: {@code smtp.max-errors}, its default, its description. */
    public record Declared(String name, String defaultValue, String doc) {}

    /** The properties that a record declares, in its order; {@code prefix} ends with a dot or is empty. */
    public static List<Declared> declared(String prefix, Class<? extends Record> type) {
        var out = new ArrayList<Declared>();
        for (RecordComponent component : type.getRecordComponents()) {
            Option option = option(component);
            out.add(new Declared(prefix + kebab(component.getName()), option.value(), option.doc()));
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
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new ConfigException(where.apply(name) + " = '" + text + "': " + describe(e, components[i]), e);
            }
        }
        try {
            var constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ConfigException(where.apply("*") + ": " + cause.getMessage(), cause);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    /** The record with nothing but defaults. */
    public static <R extends Record> R defaults(Class<R> type) {
        return bind(type, name -> name, name -> null);
    }

    /** {@code maxErrors} → {@code max-errors}. */
    public static String kebab(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
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
        if (converter == null) {
            throw new IllegalStateException("no converter for " + raw);
        }
        return converter.apply(text);
    }

    private static Object constant(Class<?> type, String text) {
        var names = new TreeMap<String, Object>();
        for (Object constant : type.getEnumConstants()) {
            names.put(((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        Object found = names.get(text.toLowerCase(Locale.ROOT));
        if (found == null) {
            throw new IllegalArgumentException("must be one of " + String.join(", ", names.keySet()));
        }
        return found;
    }

    private static Boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    private static String describe(RuntimeException e, RecordComponent component) {
        if (e instanceof NumberFormatException) {
            return "not a number; the default is " + option(component).value();
        }
        return String.valueOf(e.getMessage());
    }
}
