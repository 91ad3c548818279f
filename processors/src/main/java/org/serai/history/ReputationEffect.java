package org.serai.history;

import java.time.Clock;
import java.util.HashSet;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.serai.history.Reputation.Asked;
import org.serai.history.Reputation.Counts;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.store.Tally;

/**
 * Counts what clear verdicts say of a domain and a network. What reputation itself has found is left out, or it would grow surer by
 * being heard; what the mail server refuses is its own affair.
 */
public final class ReputationEffect implements Effects {

    private static final String OWN = "reputation";

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
            if (bad(mail)) {
                count(asked, new Counts(0, 1, clock.millis()));
            }
        } else if (disposition == Disposition.ACCEPT && against(mail) <= options.hamScore()) {
            count(asked, new Counts(1, 0, clock.millis()));
        }
        return DONE;
    }

    private void count(Asked asked, Counts one) {
        Stream.concat(asked.domain().stream(), asked.network().stream()).forEach(key -> tally.add(key, one));
    }

    private boolean bad(Mail mail) {
        double own = 0;
        boolean decided = false;
        for (Finding finding : mail.findings()) {
            if (finding.filter().equals(OWN)) {
                own += finding.score();
            } else {
                decided |= finding.decides() != null && finding.decides().bad();
            }
        }
        return decided || mail.verdict().score() - own >= options.spamScore();
    }

    /** Points against the mail; what is found for several recipients counts once. */
    private static double against(Mail mail) {
        var seen = new HashSet<String>();
        double points = 0;
        for (Finding finding : mail.findings()) {
            boolean again = !finding.recipient().isEmpty() && !seen.add(finding.symbol());
            points += again || finding.filter().equals(OWN) ? 0 : Math.max(0, finding.score());
        }
        return points;
    }
}
