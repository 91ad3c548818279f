package org.serai.filter.patterns;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Deadline;

/** Goes through the texts of one mail with all rules; each rule hits once at most. */
final class Search {

    private static final int MAX_SNIPPET = 60;

    private final PatternLists lists;
    private final Deadline deadline;
    private final BitSet done = new BitSet();
    private final List<Hit> hits = new ArrayList<>();

    /**
     * A rule that matches.
     *
     * @param text which text of the place it was: the field, the part
     * @param offset of the match in it, in characters
     */
    record Hit(Rule rule, Place place, String text, int offset, String matched) {

        @Override
        public String toString() {
            return rule.list() + "/" + rule.name() + " " + rule.points() + " in " + text + " at " + offset + ": "
                    + matched;
        }
    }

    Search(PatternLists lists, Deadline deadline) {
        this.lists = lists;
        this.deadline = deadline;
    }

    /**
     * Tries the rules that look there.
     *
     * @param name of the text, for the operator
     * @throws TimeoutException at the deadline; one pattern on one text is not interrupted
     */
    void in(Where where, String name, String text) throws TimeoutException {
        for (Map.Entry<Integer, Spans> candidate : lists.candidates(where, text).entrySet()) {
            int index = candidate.getKey();
            Rule rule = lists.rule(index);
            int[] match = done.get(index) ? null : match(rule.pattern(), text, candidate.getValue());
            if (match != null) {
                done.set(index);
                String snippet = text.substring(match[0], Math.min(match[1], match[0] + MAX_SNIPPET));
                hits.add(new Hit(rule, where.place(), name, match[0], wellFormed(snippet)));
            }
        }
    }

    /** Half a pair of surrogates, cut off or made by a charset, becomes a question mark. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private int @Nullable [] match(Pattern pattern, String text, Spans spans) throws TimeoutException {
        for (int i = 0; i < spans.size(); i++) {
            int from = spans.from(i);
            int to = spans.to(i);
            Matcher matcher = matcher(pattern, text.substring(from, to));
            if (matcher.find()) {
                boolean atCut = matcher.start() == 0 && from > 0 || from + matcher.end() == to && to < text.length();
                if (!atCut) {
                    return new int[] {from + matcher.start(), from + matcher.end()};
                }
                // It may have taken the cut for the end of a word or of the text.
                Matcher whole = matcher(pattern, text);
                return whole.find() ? new int[] {whole.start(), whole.end()} : null;
            }
        }
        return null;
    }

    private Matcher matcher(Pattern pattern, String text) throws TimeoutException {
        if (deadline.passed()) {
            throw new TimeoutException("the patterns took too long");
        }
        return pattern.matcher(text);
    }

    /** In the order of the texts. */
    List<Hit> hits() {
        return hits;
    }
}
