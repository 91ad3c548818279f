package org.serai.mail;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/**
 * What all findings so far come to.
 *
 * @param score sum of the points
 * @param reason a plain sentence for the sender
 * @param status class-less enhanced status code, such as {@code 7.1}
 * @param spared the recipients want the mail though it would be kept from others: no evidence against its sender
 * @param parts what it comes to for recipients by their policies; none where no policy holds
 */
public record Verdict(
        @PolicyField("the sum of points") double score,
        @PolicyField("as `${variable.disposition}`, before steps change that") Disposition disposition,
        @PolicyField("a sentence for the sender") String reason,
        @PolicyField("enhanced status code without its class") String status,
        boolean spared,
        List<Part> parts) {

    /** Nothing found. */
    public static final Verdict NONE = new Verdict(0, Disposition.ACCEPT, "", "0.0");

    /**
     * Recipients whose policies say the same.
     *
     * @param policies their names, the general one first
     */
    public record Part(List<String> policies, List<Path> recipients, Verdict verdict) {

        public Part {
            policies = List.copyOf(policies);
            recipients = List.copyOf(recipients);
        }
    }

    public Verdict {
        parts = List.copyOf(parts);
    }

    /** For all recipients alike. */
    public Verdict(double score, Disposition disposition, String reason, String status) {
        this(score, disposition, reason, status, false, List.of());
    }

    /** The same, with another consequence. */
    public Verdict with(Disposition other) {
        return new Verdict(score, other, reason, status, spared, parts);
    }

    /** With marks instead of quarantine or refusal. */
    public Verdict sparing() {
        return disposition.bad() ? new Verdict(score, Disposition.TAG, reason, status, true, parts) : this;
    }

    public Verdict with(List<Part> other) {
        return new Verdict(score, disposition, reason, status, spared, other);
    }

    /** Recipients whom the message does not reach though it goes on to others: a copy for them goes to quarantine. */
    public List<Path> withheld() {
        return disposition.goesOn() ? recipients(Disposition.QUARANTINE) : List.of();
    }

    /** What it comes to for those from whom it is withheld, the highest score of them; the same where it is withheld from nobody. */
    public Verdict gravest() {
        return withheld().isEmpty()
                ? this
                : parts.stream()
                        .map(Part::verdict)
                        .filter(verdict -> verdict.disposition() == Disposition.QUARANTINE)
                        .max(Comparator.comparingDouble(Verdict::score))
                        .orElseThrow();
    }

    /**
     * Those of the accepted recipients to whom a message goes that goes on: not to those for whom a copy is kept, nor to those whose
     * mail is thrown away.
     */
    public List<Path> reached(List<Path> accepted) {
        var others = new HashSet<>(withheld());
        others.addAll(recipients(Disposition.DISCARD));
        return accepted.stream()
                .filter(recipient -> !others.contains(recipient))
                .toList();
    }

    private List<Path> recipients(Disposition wanted) {
        return parts.stream()
                .filter(part -> part.verdict().disposition() == wanted)
                .flatMap(part -> part.recipients().stream())
                .toList();
    }
}
