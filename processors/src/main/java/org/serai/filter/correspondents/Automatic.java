package org.serai.filter.correspondents;

import java.util.Locale;
import java.util.Set;
import org.serai.mime.MimeView;
import org.serai.mime.MimeView.Field;
import org.serai.mime.StructuredText;

/** Tells mail that a program has sent, or that goes to a list: whoever makes it answer has not been chosen by a person. */
final class Automatic {

    private static final Set<String> PRECEDENCE = Set.of("bulk", "list", "junk", "auto_reply");

    private Automatic() {}

    /** {@code Auto-Submitted} other than {@code no} (RFC 3834 section 5), {@code Precedence}, {@code List-Id} (RFC 2919). */
    static boolean is(MimeView view) {
        return view.headers().stream()
                .anyMatch(field -> field.is("Auto-Submitted") && !value(field).equals("no")
                        || field.is("Precedence") && PRECEDENCE.contains(value(field))
                        || field.is("List-Id"));
    }

    /** Without comments and parameters. */
    private static String value(Field field) {
        String text = StructuredText.of(field.body()).text();
        int parameters = text.indexOf(';');
        return (parameters < 0 ? text : text.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }
}
