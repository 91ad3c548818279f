package org.serai.verdict;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.filter.policies.Policies;
import org.serai.filter.policies.Policy;
import org.serai.mail.AddressKey;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Path;
import org.serai.mail.Phase;
import org.serai.mail.Verdict;
import org.serai.mail.Verdict.Part;
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
 * <p>Where recipients have policies of their own, each has a verdict, which {@link PartedVerdict} makes one of.
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
    private final Policies policies;

    /**
     * A scorer.
     *
     * @param delayRefusal {@code smtp.delay-refusal}: what is found before RCPT is said at RCPT
     * @param policies what holds for some recipients and senders
     */
    public Scorer(Options options, boolean delayRefusal, Policies policies) {
        this.options = options;
        this.delayRefusal = delayRefusal;
        this.policies = policies;
    }

    /** The verdict on all findings so far, by the policies of those whom they concern. */
    public Verdict judge(Mail mail) {
        if (policies.isEmpty()) {
            return judge(mail, Policy.NONE);
        }
        if (mail.phase() == Phase.DATA) {
            return PartedVerdict.of(
                    policies.parts(mail).stream()
                            .map(part -> new Part(part.policy().names(), part.recipients(), judge(mail, part.policy())))
                            .toList(),
                    policies.options().mixed());
        }
        return judge(mail, policies.of(mail, mail.envelope().recipient()));
    }

    /** The findings as they weigh for all recipients; as they are where recipients differ. */
    public Mail weighed(Mail mail) {
        if (policies.isEmpty() || mail.phase() != Phase.DATA) {
            return mail;
        }
        List<Policy.Settings> settings = policies.parts(mail).stream()
                .map(part -> part.policy().settings())
                .distinct()
                .toList();
        if (settings.size() != 1 || settings.get(0).modes().isEmpty()) {
            return mail;
        }
        var policy = new Policy(List.of(), settings.get(0));
        return mail.reweighed(mail.findings().stream()
                .map(policy::weighed)
                .filter(finding -> finding.mode() != Mode.OFF)
                .toList());
    }

    private Verdict judge(Mail mail, Policy policy) {
        double score = 0;
        Finding always = null;
        Finding accepts = null;
        Finding gravest = null;
        Finding suspicious = null;
        Finding heaviest = null;
        boolean malware = false;
        for (Finding found : concerning(mail)) {
            Finding finding = policy.weighed(found);
            if (finding.mode() == Mode.MONITOR || finding.mode() == Mode.OFF) {
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
            malware |=
                    Policies.MALWARE.contains(finding.filter()) && gravity(decides) >= gravity(Disposition.QUARANTINE);
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
        if (policy.tooLarge(mail.content().size())) {
            return new Verdict(score, Disposition.REJECT, "The message is larger than the recipient takes.", "3.4");
        }
        var thresholds = new Thresholds(options, policy.settings());
        if (suspicious != null && mail.phase() == Phase.DATA && thresholds.suspicious(score)) {
            gravest = graver(gravest, suspicious);
        }
        Disposition byScore = thresholds.disposition(score);
        Verdict verdict = gravest != null && gravity(decision(gravest)) >= gravity(byScore)
                ? verdict(mail, score, decision(gravest), gravest)
                : verdict(mail, score, byScore, heaviest);
        return malware || !open(mail) ? verdict : verdict.sparing();
    }

    /**
     * A stranger's message to nobody but those whom RFC 5321 section 4.5.1 and RFC 2142 want to be reached. It is for our own domains:
     * the filter relay lets strangers write to no others. Our own users may write to such an address of anybody, and are spared nothing.
     */
    private boolean open(Mail mail) {
        return mail.phase() == Phase.DATA
                && !mail.envelope().client().trusted()
                && !mail.envelope().rcptTo().isEmpty()
                && mail.envelope().rcptTo().stream().allMatch(recipient -> policies.options()
                        .openAddresses()
                        .contains(AddressKey.of(recipient).local()));
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

    /** Of two that decide alike the one that is said at once. */
    private static Finding graver(@Nullable Finding known, Finding other) {
        if (known == null) {
            return other;
        }
        int more = gravity(decision(other)) - gravity(decision(known));
        return more > 0 || more == 0 && other.immediate() && !known.immediate() ? other : known;
    }

    private static Disposition decision(Finding finding) {
        Disposition decides = finding.decides();
        return decides == null ? Disposition.ACCEPT : decides;
    }

    static int gravity(Disposition disposition) {
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
