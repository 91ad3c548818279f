package org.serai.camel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.serai.filter.policies.PoliciesFilter;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Phase;
import org.serai.mail.Verdict;
import org.serai.verdict.Scorer;

/** {@code serai:score}: sums the findings and sets the variable {@code disposition}. */
final class ScoreStep implements Step.Now {

    private final Scorer scorer;
    private final TrustedRelays relays;
    private final UnaryOperator<Finding> judge;

    /** @param judge gives our own finding its points and mode */
    ScoreStep(Scorer scorer, TrustedRelays relays, UnaryOperator<Finding> judge) {
        this.scorer = scorer;
        this.judge = judge;
        this.relays = relays;
    }

    @Override
    public Set<Course> courses(Course before) {
        return before.hasMessage()
                ? before.judged().decided(Disposition.values())
                : before.judged().decided(Disposition.ACCEPT, Disposition.DEFER, Disposition.REJECT);
    }

    @Override
    public void take(Exchange exchange) {
        Mail mail = PolicyExchange.mail(exchange);
        if (mail.phase() == Phase.DATA) {
            keepHash(mail);
        }
        Mail weighed = scorer.weighed(mail);
        Verdict verdict = scorer.judge(weighed);
        if (verdict.disposition() == Disposition.REJECT && relays.keep(mail)) {
            verdict = verdict.with(Disposition.QUARANTINE);
        }
        List<Path> withheld = verdict.withheld();
        Mail judged = weighed.judged(verdict);
        PolicyExchange.mail(exchange, withheld.isEmpty() ? judged : judged.with(List.of(mixed(withheld))));
        PolicyExchange.disposition(exchange, verdict.disposition());
    }

    private Finding mixed(List<Path> withheld) {
        return judge.apply(Finding.of(PoliciesFilter.MIXED, "Some recipients have stricter policies than others.")
                .withEvidence("withheld", withheld.stream().map(Path::text).toList()));
    }

    /** The audit comes when the content is gone. */
    private static void keepHash(Mail mail) {
        try {
            mail.keep(mail.content().sha256());
        } catch (IOException e) {
            throw new UncheckedIOException("the spooled message cannot be read", e);
        }
    }
}
