package org.serai.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.serai.filter.policies.Policies.Mixed;
import org.serai.mail.Disposition;
import org.serai.mail.Verdict;
import org.serai.mail.Verdict.Part;

/**
 * One verdict for recipients with several policies, since one reply answers for all of them. Leniency counts only where all have
 * it: the gravest holds, but for a message that some may not have and others may, whose strict recipients get a copy in quarantine.
 */
final class PartedVerdict {

    private static final Comparator<Part> BY_GRAVITY =
            Comparator.comparingInt(part -> Scorer.gravity(part.verdict().disposition()));

    private PartedVerdict() {}

    /** @param parts at least one */
    static Verdict of(List<Part> parts, Mixed mixed) {
        List<Part> named = parts.stream().anyMatch(part -> !part.policies().isEmpty()) ? parts : List.of();
        boolean waits = parts.stream().anyMatch(part -> switch (part.verdict().disposition()) {
            case DEFER, DISCARD -> true;
            case ACCEPT, TAG, QUARANTINE, REJECT -> false;
        });
        var lenient = new ArrayList<Part>();
        var strict = new ArrayList<Part>();
        for (Part part : parts) {
            (goesOn(part.verdict()) ? lenient : strict).add(part);
        }
        if (waits || lenient.isEmpty() || strict.isEmpty() || mixed != Mixed.COPY) {
            return (waits ? deferring(parts) : gravest(parts)).with(named);
        }
        var withCopies = new ArrayList<Part>();
        for (Part part : named) {
            withCopies.add(
                    goesOn(part.verdict())
                            ? part
                            : new Part(
                                    part.policies(),
                                    part.recipients(),
                                    part.verdict().with(Disposition.QUARANTINE)));
        }
        return gravest(lenient).with(withCopies);
    }

    private static boolean goesOn(Verdict verdict) {
        return verdict.disposition() == Disposition.ACCEPT || verdict.disposition() == Disposition.TAG;
    }

    /** Nothing is lost by asking again: then all may have it. */
    private static Verdict deferring(List<Part> parts) {
        return parts.stream()
                .map(Part::verdict)
                .filter(verdict -> verdict.disposition() == Disposition.DEFER)
                .findFirst()
                .orElseGet(() -> gravest(parts));
    }

    private static Verdict gravest(List<Part> parts) {
        return parts.stream().max(BY_GRAVITY).orElseThrow().verdict();
    }
}
