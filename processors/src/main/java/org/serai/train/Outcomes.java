package org.serai.train;

import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import org.serai.learn.Label;
import org.serai.learn.Model;
import org.serai.learn.Teacher.Outcome;

/** What has become of the messages of a training. */
final class Outcomes {

    private final Map<Outcome, Integer> learned = new EnumMap<>(Outcome.class);
    private final Map<Outcome, Integer> forgotten = new EnumMap<>(Outcome.class);

    private int kept;

    /** One more waits. */
    void kept() {
        kept++;
    }

    void add(Label label, Outcome outcome) {
        (label == Label.FORGET ? forgotten : learned).merge(outcome, 1, Integer::sum);
    }

    /** Whether there is anything to save. */
    boolean changed() {
        return learned.keySet().stream().anyMatch(Outcome::changes)
                || forgotten.keySet().stream().anyMatch(Outcome::changes);
    }

    /** Whether spam or ham was among them. */
    boolean taught() {
        return !learned.isEmpty();
    }

    /** For who has typed the command. */
    String said(Model model) {
        var out = new StringJoiner(", ");
        if (kept > 0) {
            out.add("kept " + kept);
        }
        if (!learned.isEmpty()) {
            out.add("learned " + of(learned, Outcome.LEARNED))
                    .add("relabelled " + of(learned, Outcome.RELABELLED))
                    .add("known before " + of(learned, Outcome.KNOWN));
        }
        if (!forgotten.isEmpty()) {
            out.add("forgotten " + of(forgotten, Outcome.FORGOTTEN)).add("not known " + of(forgotten, Outcome.UNKNOWN));
        }
        var text = new StringBuilder(out + "; the model knows " + model.spam() + " spam and " + model.ham() + " ham");
        inexact(text, learned, "relabelled", "they were learned as the other", "teach");
        inexact(text, forgotten, "forgotten", "they were learned", "name");
        return text.toString();
    }

    private static void inexact(
            StringBuilder text, Map<Outcome, Integer> counts, String what, String why, String instead) {
        int count = of(counts, Outcome.INEXACT);
        if (count > 0) {
            text.append(System.lineSeparator())
                    .append("not " + what + " " + count + ": " + why
                            + " with other fields or another encoding, which cannot be taken back; " + instead
                            + " the message as it was then");
        }
    }

    private static int of(Map<Outcome, Integer> counts, Outcome outcome) {
        return counts.getOrDefault(outcome, 0);
    }
}
