package org.serai.verdict;

import java.util.Comparator;
import java.util.List;
import org.serai.filter.policies.Policies.Mixed;
import org.serai.mail.Disposition;
import org.serai.mail.Verdict;
import org.serai.mail.Verdict.Part;

/**
 * One verdict for recipients with several policies, since one reply answers for all of them. Leniency counts only where all have
 * it: the gravest holds, but for a message that some may not have and others may, whose strict recipients get a copy in quarantine.
 * Mail is thrown away only for those for whom it is to be: the others have it as if they were alone.
 */
final class PartedVerdict {

    private static final Comparator<Part> BY_GRAVITY =
            Comparator.comparingInt(part -> Scorer.gravity(part.verdict().disposition()));

    private PartedVerdict() {}

    /** @param parts at least one */
    static Verdict of(List<Part> parts, Mixed mixed) {
        List<Part> named = parts.stream().anyMatch(part -> !part.policies().isEmpty()) ? parts : List.of();
        // Whoever has his mail thrown away has no say in what becomes of the others'.
        List<Part> wanting = parts.stream()
                .filter(part -> part.verdict().disposition() != Disposition.DISCARD)
                .toList();
        if (wanting.isEmpty()) {
            return gravest(parts).with(named);
        }
        boolean waits = wanting.stream().anyMatch(part -> part.verdict().disposition() == Disposition.DEFER);
        List<Part> lenient = wanting.stream().filter(PartedVerdict::goesOn).toList();
        if (waits || lenient.isEmpty() || lenient.size() == wanting.size() || mixed != Mixed.COPY) {
            return (waits ? deferring(wanting) : gravest(wanting)).with(named);
        }
        return gravest(lenient).with(named.stream().map(PartedVerdict::withCopy).toList());
    }

    private static boolean goesOn(Part part) {
        return part.verdict().disposition().goesOn();
    }

    /** What some may not have while others have it is kept for them. */
    private static Part withCopy(Part part) {
        return switch (part.verdict().disposition()) {
            case QUARANTINE, REJECT ->
                new Part(part.policies(), part.recipients(), part.verdict().with(Disposition.QUARANTINE));
            case ACCEPT, TAG, DEFER, DISCARD -> part;
        };
    }

    /** Nothing is lost by asking again: then all may have it. One of them is deferred. */
    private static Verdict deferring(List<Part> parts) {
        return parts.stream()
                .map(Part::verdict)
                .filter(verdict -> verdict.disposition() == Disposition.DEFER)
                .findFirst()
                .orElseThrow();
    }

    private static Verdict gravest(List<Part> parts) {
        return parts.stream().max(BY_GRAVITY).orElseThrow().verdict();
    }
}
