package org.serai.camel;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.camel.Exchange;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mail.Verdict;
import org.serai.verdict.Scorer;

/** {@code serai:score}: sums the findings and sets the variable {@code disposition}. */
final class ScoreStep implements Step.Now {

    private final Scorer scorer;
    private final TrustedRelays relays;

    ScoreStep(Scorer scorer, TrustedRelays relays) {
        this.scorer = scorer;
        this.relays = relays;
    }

    @Override
    public void take(Exchange exchange) {
        Mail mail = PolicyExchange.mail(exchange);
        if (mail.phase() == Phase.DATA) {
            keepHash(mail);
        }
        Verdict verdict = scorer.judge(mail);
        if (verdict.disposition() == Disposition.REJECT && relays.keep(mail)) {
            verdict = verdict.with(Disposition.QUARANTINE);
        }
        PolicyExchange.mail(exchange, mail.judged(verdict));
        PolicyExchange.disposition(exchange, verdict.disposition());
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
