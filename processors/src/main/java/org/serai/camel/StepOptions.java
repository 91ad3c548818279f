package org.serai.camel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.filter.Filters;

/**
 * One filter as tools show it: what its step can be told.
 *
 * @param name of the filter and its step
 * @param about what it is about, the head of its page in {@code docs/filters}
 * @param options the parameters of its step, each with its name in kebab case
 */
record StepOptions(String name, String about, List<Binder.Declared> options) {

    /** All filters, as their pages in {@code docs} name them. */
    static List<StepOptions> all(Path docs) {
        return Filters.all().stream()
                .map(entry -> new StepOptions(
                        entry.name(), about(docs.resolve("filters").resolve(entry.name() + ".md")), options(entry)))
                .toList();
    }

    private static List<Binder.Declared> options(Filters.Entry<?> entry) {
        var out = new ArrayList<Binder.Declared>();
        if (!entry.guard()) {
            out.addAll(Binder.declared("", Filters.Common.class));
        }
        out.addAll(Binder.declared("", entry.options()));
        return out;
    }

    /** Of {@code # helo: what a client calls itself} the part behind the colon. */
    private static String about(Path page) {
        try (var lines = Files.lines(page)) {
            String head = lines.findFirst().orElse("");
            String about = head.substring(head.indexOf(':') + 1).strip();
            return about.substring(0, 1).toUpperCase(Locale.ROOT) + about.substring(1) + ".";
        } catch (IOException e) {
            throw ConfigException.about(page + " cannot be read", page, e);
        }
    }

    /** {@code sender-domain} as a title: Sender Domain. */
    static String title(String kebab) {
        var out = new StringBuilder();
        for (char next : kebab.toCharArray()) {
            boolean begins = out.isEmpty() || out.charAt(out.length() - 1) == ' ';
            out.append(next == '-' ? ' ' : begins ? Character.toUpperCase(next) : next);
        }
        return out.toString();
    }

    /** The property that holds where the step says nothing. */
    String property(Binder.Declared option) {
        return Filters.prefix(name) + option.name();
    }

    /** What an option does, with its limits and where its default is. */
    String doc(Binder.Declared option) {
        String value = option.defaultValue().isEmpty() ? "empty" : option.defaultValue();
        return option.doc()
                + (option.limits().isEmpty() ? "" : " Limits: " + option.limits() + ".")
                + " Without it the property " + property(option) + " holds (as shipped: " + value + ").";
    }
}
