package org.serai.filter.greylist;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.serai.config.ConfigException;
import org.serai.config.Option;
import org.serai.filter.MailFilter;
import org.serai.history.Greylist;
import org.serai.history.Greylist.Asked;
import org.serai.history.Greylist.State;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Path;
import org.serai.mail.Phase;

/**
 * Triggered by a sender who has not written to the recipient before, or not come again as mail servers do when they are told to
 * (RFC 6647). What it finds defers a mail that is suspicious for other reasons; with {@code scope=all} each mail.
 */
public final class GreylistFilter implements MailFilter {

    private static final String NEW = "GREYLIST_NEW";
    private static final String EARLY = "GREYLIST_EARLY";
    private static final String UNKNOWN = "GREYLIST_UNKNOWN";
    private static final String PASSED = "GREYLIST_PASSED";

    public static final Set<String> SYMBOLS = Set.of(NEW, EARLY, UNKNOWN, PASSED);

    /** Whom it concerns. */
    public enum Scope {
        /** Mail whose score is suspicious, after DATA. */
        SUSPICIOUS,
        /** All mail: at RCPT, that with the null reverse-path after DATA. */
        ALL
    }

    /** Properties under {@code filter.greylist.}. */
    public record Options(
            @Option(
                            value = "suspicious",
                            doc =
                                    "suspicious: mail between threshold.greylist and threshold.quarantine is put off, after DATA; all:"
                                            + " all mail is, at RCPT.")
                    Scope scope,
            @Option(
                            value = "5m",
                            least = "0s",
                            most = "12h",
                            doc = "Time from the first attempt until one is let through.")
                    Duration delay,
            @Option(
                            value =
                                    "LISTS_BYPASS, LISTS_ALLOW, DNSWL_LOW, DNSWL_MEDIUM, DNSWL_HIGH, CORRESPONDENTS_KNOWN,"
                                            + " CORRESPONDENTS_DOMAIN, CORRESPONDENTS_SHARED, CORRESPONDENTS_SENDER, REPUTATION_GOOD",
                            doc =
                                    "Findings of steps before this one with which nobody is put off, separated by commas.")
                    List<String> passedBy) {

        public Options {
            passedBy = List.copyOf(passedBy);
        }
    }

    private final Options options;
    private final Greylist greylist;
    private final PublicSuffixes suffixes;
    private final Predicate<Mail> relayed;

    /**
     * A filter.
     *
     * @param relayed mail that a relay of ours hands on
     * @throws ConfigException when nobody could come again in time
     */
    public GreylistFilter(Options options, Greylist greylist, PublicSuffixes suffixes, Predicate<Mail> relayed) {
        if (options.delay().compareTo(greylist.window()) >= 0) {
            throw new ConfigException("filter.greylist.delay = " + options.delay() + " must be shorter than"
                    + " filter.greylist.window = " + greylist.window() + ": else nobody could come again in time");
        }
        this.options = options;
        this.greylist = greylist;
        this.suffixes = suffixes;
        this.relayed = relayed;
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        List<Path> recipients = recipients(mail);
        if (recipients.isEmpty() || exempt(mail)) {
            return List.of();
        }
        Asked asked = greylist.of(mail, recipients, options.delay(), suffixes);
        State state = mail.deadline().await(asked.state());
        return List.of(Finding.of(symbol(state), Greylist.REASON)
                .withEvidence("state", state.name())
                .withEvidence("triplet", asked.triplets().get(0))
                .withEvidence("triplets", asked.triplets().size()));
    }

    /** Those whom it concerns in this phase. */
    private List<Path> recipients(Mail mail) {
        Envelope envelope = mail.envelope();
        boolean all = options.scope() == Scope.ALL;
        // Who verifies an address of ours asks with the null reverse-path, and would be told that there is none.
        boolean anonymous = envelope.mailFrom() == null || envelope.mailFrom().isNull();
        return switch (mail.phase()) {
            case CONNECT, HELO, MAIL_FROM -> List.of();
            case RCPT_TO ->
                all && !anonymous && envelope.recipient() != null ? List.of(envelope.recipient()) : List.of();
            case DATA -> all && !anonymous ? List.of() : envelope.rcptTo();
        };
    }

    private boolean exempt(Mail mail) {
        return mail.envelope().client().trusted()
                || !greylist.remembers()
                || relayed.test(mail)
                || mail.findings().stream()
                        .anyMatch(finding -> finding.mode() != Mode.MONITOR
                                && options.passedBy().contains(finding.symbol())
                                && concerns(finding, mail));
    }

    /** At DATA what was found for one recipient says nothing for the others. */
    private static boolean concerns(Finding finding, Mail mail) {
        Path asked = mail.envelope().recipient();
        return finding.recipient().isEmpty()
                || mail.phase() == Phase.RCPT_TO
                        && asked != null
                        && finding.recipient().equals(asked.address());
    }

    private String symbol(State state) {
        return switch (state) {
            case PASSED -> PASSED;
            case NEW -> options.scope() == Scope.ALL ? UNKNOWN : NEW;
            case EARLY -> options.scope() == Scope.ALL ? UNKNOWN : EARLY;
        };
    }
}
