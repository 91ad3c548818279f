package org.serai.filter;

import java.net.InetAddress;
import java.util.Locale;
import java.util.function.Predicate;
import org.serai.identity.IprevResult;
import org.serai.identity.iprev.Iprev;
import org.serai.mail.Client;
import org.serai.mail.Mail;
import org.serai.mail.Mode;

/**
 * Clients that many share: a list in the DNS vouches for them, or the operator names them. What some do there must not keep out all.
 */
public final class SharedClients {

    private static final String VOUCHED = DnsListUse.DNSWL.name().toLowerCase(Locale.ROOT);

    private final Predicate<InetAddress> addresses;
    private final Predicate<String> names;
    private final Iprev iprev;

    /** What is known of a client. */
    public enum Use {
        SHARED,
        OTHER,
        /** Its name may be known tomorrow, and be one of those. */
        UNKNOWN
    }

    /**
     * @param addresses as the operator names them
     * @param names by a name that leads back to the address
     */
    public SharedClients(Predicate<InetAddress> addresses, Predicate<String> names, Iprev iprev) {
        this.addresses = addresses;
        this.names = names;
        this.iprev = iprev;
    }

    /** Asks the DNS, within the mail's deadline. */
    public Use of(Mail mail) throws Exception {
        Client client = mail.envelope().client();
        if (addresses.test(client.address()) || vouchedFor(mail)) {
            return Use.SHARED;
        } else if (ReservedAddress.is(client.address())) {
            return Use.OTHER;
        }
        IprevResult name = mail.deadline().await(iprev.of(mail));
        return switch (name.result()) {
            case PASS -> names.test(name.name()) ? Use.SHARED : Use.OTHER;
            case TEMPERROR -> Use.UNKNOWN;
            case FAIL, PERMERROR -> Use.OTHER;
        };
    }

    private static boolean vouchedFor(Mail mail) {
        return mail.findings().stream()
                .anyMatch(finding ->
                        finding.filter().equals(VOUCHED) && finding.mode() != Mode.MONITOR && finding.score() < 0);
    }
}
