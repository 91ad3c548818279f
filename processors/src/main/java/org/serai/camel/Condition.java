package org.serai.camel;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.model.language.ConstantExpression;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.model.language.SimpleExpression;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Disposition;

/**
 * What a condition in {@code simple} says of a {@link Course}: it is understood where it compares phase or disposition with a text,
 * also joined by {@code &&} or by {@code ||}; anything else may hold or not.
 */
final class Condition {

    /** What is known of it. */
    enum Truth {
        YES,
        NO,
        MAYBE
    }

    private static final String AND = "&&";
    private static final String OR = "||";
    private static final String VARIABLE = "${variable.";

    private Condition() {}

    static Truth of(@Nullable ExpressionDefinition said, Course course) {
        String text = said == null ? null : said.getExpression();
        // A property may say anything.
        if (text == null || text.contains("{{")) {
            return Truth.MAYBE;
        } else if (said instanceof ConstantExpression) {
            return constant(text.strip());
        }
        return said instanceof SimpleExpression ? of(text, course) : Truth.MAYBE;
    }

    private static Truth of(String text, Course course) {
        boolean and = text.contains(AND);
        boolean or = text.contains(OR);
        if (and && or) {
            return Truth.MAYBE;
        }
        List<Truth> parts = parts(text, or ? OR : AND).stream()
                .map(part -> comparison(part.strip(), course))
                .toList();
        Truth decides = or ? Truth.YES : Truth.NO;
        if (parts.contains(decides)) {
            return decides;
        }
        return parts.contains(Truth.MAYBE) ? Truth.MAYBE : truth(!or);
    }

    /** Camel takes most texts that are neither for true. */
    private static Truth constant(String text) {
        if (text.equalsIgnoreCase("true")) {
            return Truth.YES;
        }
        return text.equalsIgnoreCase("false") ? Truth.NO : Truth.MAYBE;
    }

    private static List<String> parts(String text, String by) {
        var out = new ArrayList<String>();
        int from = 0;
        for (int at = text.indexOf(by); at >= 0; at = text.indexOf(by, from)) {
            out.add(text.substring(from, at));
            from = at + by.length();
        }
        out.add(text.substring(from));
        return out;
    }

    /** {@code ${variable.phase} == 'data'}, or {@code !=}, or the same of the disposition. */
    private static Truth comparison(String text, Course course) {
        int end = text.indexOf('}');
        if (!text.startsWith(VARIABLE) || end < 0) {
            return Truth.MAYBE;
        }
        String name = text.substring(VARIABLE.length(), end);
        String rest = text.substring(end + 1).strip();
        boolean equal = rest.startsWith("== ");
        String wanted =
                equal || rest.startsWith("!= ") ? quoted(rest.substring(3).strip()) : null;
        if (wanted == null) {
            return Truth.MAYBE;
        } else if (name.equals(PolicyExchange.PHASE)) {
            return truth(course.phase().equals(wanted) == equal);
        } else if (name.equals(PolicyExchange.DISPOSITION)) {
            Disposition decided = course.disposition();
            return truth((decided != null && decided.name().equals(wanted)) == equal);
        }
        return Truth.MAYBE;
    }

    /** Null where it is none, or one that Camel would not take as it stands. */
    private static @Nullable String quoted(String text) {
        int last = text.length() - 1;
        if (last < 1 || (text.charAt(0) != '\'' && text.charAt(0) != '"') || text.indexOf(text.charAt(0), 1) != last) {
            return null;
        }
        return text.indexOf('$') < 0 && text.indexOf('\\') < 0 ? text.substring(1, last) : null;
    }

    private static Truth truth(boolean holds) {
        return holds ? Truth.YES : Truth.NO;
    }
}
