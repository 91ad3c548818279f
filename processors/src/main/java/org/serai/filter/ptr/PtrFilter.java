package org.serai.filter.ptr;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.filter.MailFilter;
import org.serai.filter.ReservedAddress;
import org.serai.identity.IprevResult;
import org.serai.identity.iprev.Iprev;
import org.serai.mail.Client;
import org.serai.mail.Finding;
import org.serai.mail.Mail;

/**
 * Triggered by a client whose address has no name, none that leads back to it (RFC 8601 section 3), or one that its provider gives to all
 * addresses. Says the same in whatever phase its step stands. Trusted clients and addresses of no public host are not looked up.
 */
public final class PtrFilter implements MailFilter {

    private static final String TEMPERROR = "PTR_TEMPERROR";

    public static final Set<String> SYMBOLS = Set.of("PTR_NONE", "PTR_UNCONFIRMED", "PTR_GENERIC", TEMPERROR);

    private final GenericName generic;
    private final Iprev iprev;

    /** Properties under {@code filter.ptr.}. */
    public record Options(
            @Option(
                            value =
                                    "dynamic, dyn, dynip, dhcp, dialup, dial, dialin, dip, ppp, pppoe, adsl, dsl, vdsl, xdsl, cable,"
                                            + " broadband, pool, pools, client, clients, customer, customers, cust, user, users, home,"
                                            + " residential, catv, ftth, fttx, fiber, wifi, wlan, mobile, gprs, umts, lte, nat, unassigned",
                            doc =
                                    "Words of letters in a client's name, but for its last two labels, by which it is PTR_GENERIC.")
                    List<String> words,
            @Option(
                            value = "static, fixed, mail, mx, smtp, mta, relay, out, outbound, mailer",
                            doc = "Words with which it never is.")
                    List<String> servers) {

        public Options {
            words = List.copyOf(words);
            servers = List.copyOf(servers);
        }
    }

    public PtrFilter(Options options, Iprev iprev) {
        this.generic = new GenericName(options.words(), options.servers());
        this.iprev = iprev;
    }

    @Override
    public void prepare(Mail mail) {
        ask(mail);
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        CompletableFuture<IprevResult> asked = ask(mail);
        Finding found = asked == null
                ? null
                : finding(mail.envelope().client(), mail.deadline().await(asked));
        return found == null ? List.of() : List.of(found);
    }

    private @Nullable CompletableFuture<IprevResult> ask(Mail mail) {
        Client client = mail.envelope().client();
        return client.trusted() || ReservedAddress.is(client.address()) ? null : iprev.of(mail);
    }

    private @Nullable Finding finding(Client client, IprevResult result) {
        String why = result.cause();
        Finding found =
                switch (result.result()) {
                    case PERMERROR -> Finding.of("PTR_NONE", "The address " + client.ip() + " has no name in the DNS.");
                    case FAIL ->
                        Finding.of(
                                "PTR_UNCONFIRMED",
                                "The name of " + client.ip() + " in the DNS does not lead back to it.");
                    case TEMPERROR ->
                        Finding.of(
                                        TEMPERROR,
                                        "The name of " + client.ip() + " cannot be looked up; please try again later.")
                                .withStatus("7.25");
                    case PASS -> {
                        why = generic.why(result.name(), client.address());
                        yield why == null
                                ? null
                                : Finding.of(
                                        "PTR_GENERIC",
                                        "The name of " + client.ip()
                                                + " in the DNS is one for all addresses of a provider.");
                    }
                };
        if (found == null || why == null) {
            return null;
        }
        Finding told = found.withEvidence("client", client.ip()).withEvidence("cause", why);
        Finding named = result.names().isEmpty() ? told : told.withEvidence("names", result.names());
        return result.lookups().isEmpty() ? named : named.withEvidence("lookups", result.lookups());
    }
}
