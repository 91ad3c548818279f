package org.serai.filter.penalty;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.serai.config.Option;
import org.serai.filter.MailFilter;
import org.serai.filter.SharedClients;
import org.serai.filter.SharedClients.Use;
import org.serai.history.PenaltyBox;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;

/**
 * Triggered by a client whose network has points in the penalty box: from spam, refusals, guessed recipients, traps and misbehaviour of
 * the last hours. Looks at connect, and again at MAIL, before which a session may have earned more.
 *
 * <p>A client that many share, since a list in the DNS vouches for it or the operator names it, has at most the lowest symbol: what
 * some do there must not keep out all.
 */
public final class PenaltyFilter implements MailFilter {

    private static final String LOW = "PENALTY_LOW";
    private static final String HIGH = "PENALTY_HIGH";
    private static final String SEVERE = "PENALTY_SEVERE";
    private static final String EXTREME = "PENALTY_EXTREME";

    public static final Set<String> SYMBOLS = Set.of(LOW, HIGH, SEVERE, EXTREME);

    private final Options options;
    private final PenaltyBox box;
    private final SharedClients shared;

    /** Properties under {@code filter.penalty.}: what points mean. */
    public record Options(
            @Option(value = "20", least = "0", doc = "Points from which a client is PENALTY_LOW; 0: never.") double low,
            @Option(value = "60", least = "0", doc = "Points from which it is PENALTY_HIGH besides; 0: never.")
                    double high,
            @Option(
                            value = "0",
                            least = "0",
                            doc = "Points from which it is PENALTY_SEVERE besides, which refuses for good; 0: never.")
                    double severe,
            @Option(
                            value = "150",
                            least = "0",
                            doc =
                                    "Points from which it is PENALTY_EXTREME besides, which refuses the connection; 0: never.")
                    double extreme) {

        public Options {
            double last = 0;
            for (double limit : List.of(low, high, severe, extreme)) {
                if (limit > 0 && limit < last) {
                    throw new IllegalArgumentException("the limits must rise: low " + low + ", high " + high
                            + ", severe " + severe + ", extreme " + extreme);
                }
                last = Math.max(last, limit);
            }
        }
    }

    public PenaltyFilter(Options options, PenaltyBox box, SharedClients shared) {
        this.options = options;
        this.box = box;
        this.shared = shared;
    }

    @Override
    public void prepare(Mail mail) {
        if (concerned(mail)) {
            box.points(mail);
        }
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        if (!concerned(mail)) {
            return List.of();
        }
        double points = mail.deadline().await(box.points(mail));
        var found = new ArrayList<Finding>(4);
        if (news(LOW, options.low(), mail, points)) {
            found.add(finding(LOW, "Your network has sent what is not wanted here.", mail, points));
        }
        boolean high = news(HIGH, options.high(), mail, points);
        boolean severe = news(SEVERE, options.severe(), mail, points);
        boolean extreme = news(EXTREME, options.extreme(), mail, points);
        Use use = high || severe || extreme ? shared.of(mail) : Use.SHARED;
        if (high && use != Use.SHARED) {
            found.add(finding(
                    HIGH, "Your network has sent much that is not wanted here; try again later.", mail, points));
        }
        // While it is not known whose client it is, nothing is said that a later try could not mend.
        boolean alone = use != Use.SHARED && use != Use.UNKNOWN;
        if (severe && alone) {
            found.add(finding(SEVERE, "Your network has sent too much that is not wanted here.", mail, points));
        }
        if (extreme && alone) {
            found.add(finding(
                            EXTREME,
                            "Your network has sent too much that is not wanted here; try again later.",
                            mail,
                            points)
                    .atOnce());
        }
        return found;
    }

    private static boolean concerned(Mail mail) {
        return (mail.phase() == Phase.CONNECT || mail.phase() == Phase.MAIL_FROM)
                && !mail.envelope().client().trusted();
    }

    private static boolean news(String symbol, double limit, Mail mail, double points) {
        return limit > 0 && points >= limit && !mail.has(symbol);
    }

    private Finding finding(String symbol, String reason, Mail mail, double points) {
        return Finding.of(symbol, reason)
                .withEvidence("network", box.network(mail.envelope().client().address()))
                .withEvidence("points", Math.rint(points * 10) / 10);
    }
}
