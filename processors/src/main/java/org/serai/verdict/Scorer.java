package org.serai.verdict;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Path;
import org.serai.mail.Phase;
import org.serai.mail.Verdict;
import org.serai.mail.Weight.Force;

/**
 * Sums the findings of a mail and says what becomes of it.
 *
 * <ol>
 *   <li>A finding that decides {@code always} wins.
 *   <li>Then one that says ACCEPT (a bypass list).
 *   <li>Else the gravest of what findings decide and what the score reaches: DISCARD, REJECT, DEFER, QUARANTINE, TAG, ACCEPT.
 * </ol>
 *
 * <p>What decides {@code suspicious} counts only for a message whose score lies between {@code threshold.greylist} and {@code
 * threshold.quarantine}.
 *
 * <p>Before the content is known, TAG, QUARANTINE and DISCARD wait for it. What speaks for a mail and was found at RCPT
 * (points below zero, ACCEPT, DISCARD) counts only when it was found for every accepted recipient.
 */
public final class Scorer {

    /** The thresholds, and when a refusal is said. */
    public record Options(
            @Option(
                            value = "4",
                            least = "0.1",
                            doc =
                                    "Score from which a message is suspicious, up to threshold.quarantine: 'DEFER suspicious' in"
                                            + " scores.properties counts only then; not below threshold.quarantine: never.")
                    double greylist,
            @Option(value = "5", least = "0.1", doc = "Score from which a message is marked with X-Spam-* fields.")
                    double tag,
            @Option(value = "8", doc = "Score from which a message goes to quarantine.") double quarantine,
            @Option(value = "15", doc = "Score from which a message is refused.") double reject) {

        public Options {
            if (!(tag <= quarantine && quarantine <= reject)) {
                throw new IllegalArgumentException(
                        "the thresholds must rise: tag " + tag + ", quarantine " + quarantine + ", reject " + reject);
            }
        }
    }

    private final Options options;
    private final boolean delayRefusal;

    /** A scorer; {@code delayRefusal} is {@code smtp.delay-refusal}: what is found before RCPT is said at RCPT. */
    public Scorer(Options options, boolean delayRefusal) {
        this.options = options;
        this.delayRefusal = delayRefusal;
    }

    /** The verdict on all findings so far. */
    public Verdict judge(Mail mail) {
        double score = 0;
        Finding always = null;
        Finding accepts = null;
        Finding gravest = null;
        Finding suspicious = null;
        Finding heaviest = null;
        for (Finding finding : concerning(mail)) {
            if (finding.mode() == Mode.MONITOR) {
                continue;
            }
            score += finding.score();
            if (heaviest == null || finding.score() > heaviest.score()) {
                heaviest = finding;
            }
            Disposition decides = finding.decides();
            if (decides == null) {
                continue;
            }
            if (finding.force() == Force.ALWAYS) {
                always = graver(always, finding);
            } else if (decides == Disposition.ACCEPT) {
                accepts = finding;
            } else if (finding.force() == Force.SUSPICIOUS) {
                suspicious = graver(suspicious, finding);
            } else {
                gravest = graver(gravest, finding);
            }
        }
        // What the verdict tells is what the thresholds see: fifty times 0.1 is 5.
        score = Math.rint(score * 1000) / 1000;
        if (always != null) {
            return verdict(mail, score, decision(always), always);
        }
        if (accepts != null) {
            return verdict(mail, score, Disposition.ACCEPT, accepts);
        }
        if (suspicious != null && suspicious(mail.phase(), score)) {
            gravest = graver(gravest, suspicious);
        }
        Disposition byScore = byScore(score);
        if (gravest != null && gravity(decision(gravest)) >= gravity(byScore)) {
            return verdict(mail, score, decision(gravest), gravest);
        }
        return verdict(mail, score, byScore, heaviest);
    }

    private Verdict verdict(Mail mail, double score, Disposition disposition, @Nullable Finding because) {
        boolean waits = mail.phase().beforeContent() && !disposition.refuses() || delayed(mail.phase(), because);
        if (because == null) {
            return new Verdict(score, waits ? Disposition.ACCEPT : disposition, "", "0.0");
        }
        return new Verdict(score, waits ? Disposition.ACCEPT : disposition, because.reason(), because.status());
    }

    private boolean delayed(Phase phase, @Nullable Finding because) {
        boolean beforeRcpt = phase == Phase.CONNECT || phase == Phase.HELO || phase == Phase.MAIL_FROM;
        return delayRefusal && beforeRcpt && (because == null || !because.immediate());
    }

    /** Those that count here: at RCPT the asked recipient's, at DATA each symbol of a recipient once. */
    private static List<Finding> concerning(Mail mail) {
        List<Finding> all = mail.findings();
        Path asked = mail.envelope().recipient();
        var byRecipient = new LinkedHashMap<String, Set<String>>();
        var out = new ArrayList<Finding>(all.size());
        for (Finding finding : all) {
            if (finding.recipient().isEmpty()) {
                out.add(finding);
            } else if (asked != null) {
                if (finding.recipient().equals(asked.address())) {
                    out.add(finding);
                }
            } else {
                var recipients = byRecipient.computeIfAbsent(finding.symbol(), symbol -> new HashSet<>());
                if (recipients.isEmpty()) {
                    out.add(finding);
                }
                recipients.add(finding.recipient());
            }
        }
        if (!byRecipient.isEmpty()) {
            var accepted = new HashSet<String>();
            mail.envelope().rcptTo().forEach(path -> accepted.add(path.address()));
            out.removeIf(finding -> !finding.recipient().isEmpty()
                    && lenient(finding)
                    && !byRecipient.getOrDefault(finding.symbol(), Set.of()).containsAll(accepted));
        }
        return out;
    }

    private static boolean lenient(Finding finding) {
        return finding.score() < 0
                || finding.decides() == Disposition.ACCEPT
                || finding.decides() == Disposition.DISCARD;
    }

    private boolean suspicious(Phase phase, double score) {
        return phase == Phase.DATA && score >= options.greylist() && score < options.quarantine();
    }

    private Disposition byScore(double score) {
        if (score >= options.reject()) {
            return Disposition.REJECT;
        }
        if (score >= options.quarantine()) {
            return Disposition.QUARANTINE;
        }
        return score >= options.tag() ? Disposition.TAG : Disposition.ACCEPT;
    }

    private static Finding graver(@Nullable Finding known, Finding other) {
        return known == null || gravity(decision(other)) > gravity(decision(known)) ? other : known;
    }

    private static Disposition decision(Finding finding) {
        Disposition decides = finding.decides();
        return decides == null ? Disposition.ACCEPT : decides;
    }

    private static int gravity(Disposition disposition) {
        return switch (disposition) {
            case ACCEPT -> 0;
            case TAG -> 1;
            case QUARANTINE -> 2;
            case DEFER -> 3;
            case REJECT -> 4;
            case DISCARD -> 5;
        };
    }
}
