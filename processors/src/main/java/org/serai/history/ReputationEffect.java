package org.serai.history;

import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.serai.history.Reputation.Asked;
import org.serai.history.Reputation.Counts;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.store.Tally;

/**
 * Counts what clear verdicts say of a proved sender and a network. What reputation itself has found is left out, or it would grow surer by
 * being heard, and what penalty has, which charges the client for the same; what the mail server refuses is its own affair.
 *
 * <p>What the client chooses tells of its network alone: whoever has one signed mail may send it again from a listed address, to a
 * trap, with a reverse-path that SPF fails, or with a test string where the signature does not look.
 */
public final class ReputationEffect implements Effects {

    private static final Set<String> OWN = Set.of("reputation", "penalty");

    /** Filters that judge the client and what it says before the content, and the test string. */
    private static final Set<String> OF_CLIENT = Set.of(
            "smtp",
            "helo",
            "ptr",
            "dnsbl",
            "dnswl",
            "geo",
            "rates",
            "spf",
            "envelope",
            "sender-domain",
            "relay",
            "recipients",
            "gtube");

    /** Who sends to a trap chooses it. */
    private static final String TRAP = "LISTS_TRAP";

    private final Reputation.Options options;
    private final Tally<Counts> tally;
    private final Clock clock;

    public ReputationEffect(Reputation.Options options, Tally<Counts> tally, Clock clock) {
        this.options = options;
        this.tally = tally;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Void> apply(Mail mail, Disposition disposition) {
        Asked asked = mail.answer(new Reputation.Question());
        if (asked == null
                || mail.phase() != Phase.DATA
                || options.never().stream().anyMatch(mail::has)) {
            return DONE;
        }
        if (mail.verdict().disposition().bad()) {
            Counts one = Counts.bad(clock.millis());
            if (bad(mail, finding -> !ofClient(finding))) {
                asked.sender().ifPresent(key -> tally.add(key, one));
            }
            if (bad(mail, finding -> true)) {
                asked.network().ifPresent(key -> tally.add(key, one));
            }
        } else if (disposition == Disposition.ACCEPT && against(mail) <= options.hamScore()) {
            Counts one = Counts.good(clock.millis());
            Stream.concat(asked.sender().stream(), asked.network().stream()).forEach(key -> tally.add(key, one));
        }
        return DONE;
    }

    private static boolean ofClient(Finding finding) {
        return OF_CLIENT.contains(finding.filter()) || finding.symbol().equals(TRAP);
    }

    /** By the findings that count alone. */
    private boolean bad(Mail mail, Predicate<Finding> counts) {
        var seen = new HashSet<String>();
        double others = 0;
        boolean decided = false;
        for (Finding finding : mail.findings()) {
            if (finding.mode() == Mode.MONITOR || finding.mode() == Mode.OFF) {
                continue;
            }
            if (!OWN.contains(finding.filter()) && counts.test(finding)) {
                decided |= finding.decides() != null && finding.decides().bad();
            } else if (finding.recipient().isEmpty() || seen.add(finding.symbol())) {
                others += finding.score();
            }
        }
        return decided || mail.verdict().score() - others >= options.spamScore();
    }

    /** Points against the mail; what is found for several recipients counts once. */
    private static double against(Mail mail) {
        var seen = new HashSet<String>();
        double points = 0;
        for (Finding finding : mail.findings()) {
            boolean again = !finding.recipient().isEmpty() && !seen.add(finding.symbol());
            points += again || OWN.contains(finding.filter()) ? 0 : Math.max(0, finding.score());
        }
        return points;
    }
}
