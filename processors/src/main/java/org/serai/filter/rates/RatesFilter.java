package org.serai.filter.rates;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.serai.filter.MailFilter;
import org.serai.filter.SharedClients;
import org.serai.filter.SharedClients.Use;
import org.serai.history.RateLimit;
import org.serai.history.RateLimit.What;
import org.serai.history.SameSubjects;
import org.serai.history.Traffic;
import org.serai.history.Traffic.Fill;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;

/**
 * Triggered by a client, sender or user that has had as many connections, messages, recipients or failures as {@code filter.rates.*} allows in a
 * time, and wants one more: deferred at once (RFC 3463: x.7.1). Failures of a client that many share keep nobody out. And by a message of a stranger whose subject many others had.
 */
public final class RatesFilter implements MailFilter {

    private static final String USER = "RATES_USER";
    private static final String SUBJECT = "RATES_SUBJECT";

    public static final Set<String> SYMBOLS = Set.of(
            symbol(What.CONNECTIONS),
            symbol(What.MESSAGES),
            symbol(What.RECIPIENTS),
            symbol(What.FAILURES),
            USER,
            SUBJECT);

    private final Traffic traffic;
    private final SameSubjects subjects;
    private final SharedClients shared;

    /** Properties under {@code filter.rates.}: those of {@link org.serai.history.Rates.Options}, since what is not counted cannot be asked. */
    public record Options() {}

    public RatesFilter(Options options, Traffic traffic, SameSubjects subjects, SharedClients shared) {
        this.traffic = traffic;
        this.subjects = subjects;
        this.shared = shared;
    }

    private static String symbol(What what) {
        return "RATES_" + what;
    }

    @Override
    public void prepare(Mail mail) {
        concerning(mail.phase()).forEach(what -> traffic.fills(mail, what));
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        var found = new ArrayList<Finding>();
        for (What what : concerning(mail.phase())) {
            for (Fill fill : mail.deadline().await(traffic.fills(mail, what))) {
                if (fill.full() && !(what == What.FAILURES && shared.of(mail) == Use.SHARED)) {
                    found.add(finding(mail, fill));
                    break;
                }
            }
        }
        if (mail.phase() == Phase.DATA) {
            CompletableFuture<Double> asked = subjects.before(mail);
            double before = asked == null ? 0 : mail.deadline().await(asked);
            if (asked != null && subjects.enough(before)) {
                found.add(Finding.of(SUBJECT, "Many messages with this subject have come.")
                        .withEvidence("messages", Math.round(before)));
            }
        }
        return found;
    }

    /** Messages at MAIL, before there is much to do, and at DATA those of sessions side by side. */
    private static List<What> concerning(Phase phase) {
        return switch (phase) {
            case CONNECT -> List.of(What.CONNECTIONS, What.FAILURES);
            case HELO -> List.of();
            case MAIL_FROM -> List.of(What.MESSAGES, What.FAILURES);
            case RCPT_TO -> List.of(What.RECIPIENTS);
            case DATA -> List.of(What.MESSAGES);
        };
    }

    private static Finding finding(Mail mail, Fill fill) {
        RateLimit limit = fill.limit();
        boolean own = mail.envelope().client().trusted();
        String what = limit.what().name().toLowerCase(Locale.ROOT);
        return Finding.of(
                        own ? USER : symbol(limit.what()),
                        "Too many " + what + " within a short time; please try again later.")
                .withEvidence("limit", limit.toString())
                .withEvidence("subject", fill.subject())
                .withEvidence("counted", Math.round(fill.counted()))
                .atOnce();
    }
}
