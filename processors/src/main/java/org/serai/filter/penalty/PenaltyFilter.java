package org.serai.filter.penalty;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.serai.config.Option;
import org.serai.filter.DnsListUse;
import org.serai.filter.MailFilter;
import org.serai.filter.ReservedAddress;
import org.serai.history.PenaltyBox;
import org.serai.identity.IprevResult;
import org.serai.identity.iprev.Iprev;
import org.serai.mail.Client;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
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
    private static final String EXTREME = "PENALTY_EXTREME";

    public static final Set<String> SYMBOLS = Set.of(LOW, HIGH, EXTREME);

    private static final String VOUCHED = DnsListUse.DNSWL.name().toLowerCase(Locale.ROOT);

    private final Options options;
    private final PenaltyBox box;
    private final Shared shared;
    private final Iprev iprev;

    /** Properties under {@code filter.penalty.}: what points mean. */
    public record Options(
            @Option(value = "20", least = "0", doc = "Points from which a client is PENALTY_LOW; 0: never.") double low,
            @Option(value = "60", least = "0", doc = "Points from which it is PENALTY_HIGH besides; 0: never.")
                    double high,
            @Option(
                            value = "150",
                            least = "0",
                            doc =
                                    "Points from which it is PENALTY_EXTREME besides, which refuses the connection; 0: never.")
                    double extreme) {

        public Options {
            double last = 0;
            for (double limit : List.of(low, high, extreme)) {
                if (limit > 0 && limit < last) {
                    throw new IllegalArgumentException(
                            "the limits must rise: low " + low + ", high " + high + ", extreme " + extreme);
                }
                last = Math.max(last, limit);
            }
        }
    }

    /**
     * Clients that many share, as the operator names them.
     *
     * @param addresses by their addresses
     * @param names by a name that leads back to the address
     */
    public record Shared(Predicate<InetAddress> addresses, Predicate<String> names) {}

    private enum Name {
        SHARED,
        OTHER,
        UNKNOWN
    }

    public PenaltyFilter(Options options, PenaltyBox box, Shared shared, Iprev iprev) {
        this.options = options;
        this.box = box;
        this.shared = shared;
        this.iprev = iprev;
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
        var found = new ArrayList<Finding>(3);
        if (reaches(points, options.low()) && !mail.has(LOW)) {
            found.add(finding(LOW, "Your network has sent what is not wanted here.", mail, points));
        }
        boolean high = reaches(points, options.high()) && !mail.has(HIGH);
        boolean extreme = reaches(points, options.extreme()) && !mail.has(EXTREME);
        if ((high || extreme) && !isShared(mail)) {
            // Its name may be known tomorrow, and be one of those.
            extreme &= nameOf(mail) != Name.UNKNOWN;
            if (high) {
                found.add(finding(
                        HIGH, "Your network has sent much that is not wanted here; try again later.", mail, points));
            }
            if (extreme) {
                found.add(finding(EXTREME, "Your network has sent too much that is not wanted here.", mail, points)
                        .atOnce());
            }
        }
        return found;
    }

    private static boolean concerned(Mail mail) {
        return (mail.phase() == Phase.CONNECT || mail.phase() == Phase.MAIL_FROM)
                && !mail.envelope().client().trusted();
    }

    private static boolean reaches(double points, double limit) {
        return limit > 0 && points >= limit;
    }

    private boolean isShared(Mail mail) throws Exception {
        Client client = mail.envelope().client();
        if (shared.addresses().test(client.address()) || vouchedFor(mail)) {
            return true;
        }
        return nameOf(mail) == Name.SHARED;
    }

    private Name nameOf(Mail mail) throws Exception {
        if (ReservedAddress.is(mail.envelope().client().address())) {
            return Name.OTHER;
        }
        IprevResult name = mail.deadline().await(iprev.of(mail));
        return switch (name.result()) {
            case PASS -> shared.names().test(name.name()) ? Name.SHARED : Name.OTHER;
            case TEMPERROR -> Name.UNKNOWN;
            case FAIL, PERMERROR -> Name.OTHER;
        };
    }

    private static boolean vouchedFor(Mail mail) {
        return mail.findings().stream()
                .anyMatch(finding ->
                        finding.filter().equals(VOUCHED) && finding.mode() != Mode.MONITOR && finding.score() < 0);
    }

    private Finding finding(String symbol, String reason, Mail mail, double points) {
        return Finding.of(symbol, reason)
                .withEvidence("network", box.network(mail.envelope().client().address()))
                .withEvidence("points", Math.rint(points * 10) / 10);
    }
}
