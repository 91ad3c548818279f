package org.serai.camel;

import java.lang.reflect.Method;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.serai.config.Nearest;
import org.serai.mail.Mail;
import org.serai.mail.PolicyField;

/** What {@code ${body…}} may be in a policy: the methods of a mail, and of what they return, that {@link PolicyField} marks. */
final class MailFields {

    private static final String BODY = "body";

    /**
     * A method.
     *
     * @param asks it takes one text
     * @param below by name
     */
    private record Field(String doc, boolean asks, SortedMap<String, Field> below) {}

    private static final Field MAIL = new Field("", false, below(Mail.class));

    private MailFields() {}

    private static SortedMap<String, Field> below(Class<?> type) {
        var out = new TreeMap<String, Field>();
        for (Method method : type.getDeclaredMethods()) {
            PolicyField said = method.getAnnotation(PolicyField.class);
            if (said != null) {
                out.put(
                        method.getName(),
                        new Field(said.value(), method.getParameterCount() > 0, below(method.getReturnType())));
            }
        }
        if (List.class.isAssignableFrom(type)) {
            out.put("size", new Field("how many", false, Collections.emptySortedMap()));
        }
        return Collections.unmodifiableSortedMap(out);
    }

    /** What each is, by what stands between the braces. */
    static SortedMap<String, String> all() {
        var out = new TreeMap<String, String>();
        collect(BODY, MAIL, out);
        return out;
    }

    private static void collect(String path, Field from, SortedMap<String, String> out) {
        from.below().forEach((name, field) -> {
            String full = path + "." + name + (field.asks() ? "('…')" : "");
            out.put(full, field.doc());
            collect(full, field, out);
        });
    }

    /**
     * Why something may not be asked, in words, with what may be.
     *
     * @param path what stands behind {@code body}: nothing, or {@code .envelope?.via}
     */
    static Optional<String> problem(String path) {
        Field field = MAIL;
        int at = 0;
        while (at < path.length()) {
            String before = BODY + path.substring(0, at);
            int from = path.startsWith("?.", at) ? at + 2 : path.startsWith(".", at) ? at + 1 : -1;
            if (from < 0) {
                return Optional.of("behind " + before + " stands a dot and a name, or nothing.");
            }
            int end = SimpleText.nameEnd(path, from);
            String name = path.substring(from, end);
            Field next = field.below().get(name);
            if (next == null) {
                return Optional.of(unknown(before, name, field));
            }
            field = next;
            at = field.asks() ? behindText(path, end) : path.startsWith("()", end) ? end + 2 : end;
            if (at < 0) {
                return Optional.of("behind " + BODY + path.substring(0, end) + " stands one text, as in ('TEXT').");
            }
        }
        return Optional.empty();
    }

    private static String unknown(String before, String name, Field field) {
        return field.below().isEmpty()
                ? "there is nothing to ask below " + before + "."
                : "a policy may not ask " + before + "." + name
                        + Nearest.to(name, field.below().keySet())
                        + " Below " + before + " it may ask: "
                        + String.join(", ", field.below().keySet()) + ".";
    }

    /** Where {@code ('TEXT')} ends, -1 when it is none: letters, digits, hyphens and underscores in either kind of quotes. */
    private static int behindText(String path, int at) {
        char quote = path.length() > at + 1 && path.charAt(at) == '(' ? path.charAt(at + 1) : 0;
        int end = at + 2;
        while (end < path.length()
                && path.charAt(end) != '$'
                && (path.charAt(end) == '-' || Character.isJavaIdentifierPart(path.charAt(end)))) {
            end++;
        }
        boolean closed = quote == '\'' || quote == '"';
        return closed && path.startsWith(quote + ")", end) ? end + 2 : -1;
    }
}
