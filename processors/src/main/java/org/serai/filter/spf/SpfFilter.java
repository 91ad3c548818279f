package org.serai.filter.spf;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.filter.MailFilter;
import org.serai.filter.ReservedAddress;
import org.serai.identity.SpfResult;
import org.serai.identity.SpfResult.Identity;
import org.serai.identity.SpfResult.Result;
import org.serai.identity.spf.Spf;
import org.serai.mail.Client;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;

/**
 * Triggered by each HELO and each reverse-path: by what the SPF policy of its domain says of the client (RFC 7208). A null
 * reverse-path says nothing beyond HELO and is judged there.
 */
public final class SpfFilter implements MailFilter {

    private static final String MAIL_FROM = "SPF_";
    private static final String HELO = "SPF_HELO_";

    private static final int MAX_REASON = 400;

    public static final Set<String> SYMBOLS = Stream.of(MAIL_FROM, HELO)
            .flatMap(prefix -> Stream.of(Result.values()).map(result -> prefix + result))
            .collect(Collectors.toUnmodifiableSet());

    private final Spf spf;
    private final Set<Identity> identities;
    private final boolean ownUsers;
    private final boolean privateClients;

    /** Properties under {@code filter.spf.}. */
    public record Options(
            @Option(value = "helo, mailfrom", doc = "What is checked: helo, mailfrom or both.")
                    List<Identity> identities,
            @Option(value = "false", doc = "Check mail of our own users as well.") boolean ownUsers,
            @Option(
                            value = "false",
                            doc =
                                    "Check mail from private and loopback addresses as well, which no domain can name: behind a"
                                            + " balancer without the PROXY protocol all clients have one.")
                    boolean privateClients) {

        public Options {
            identities = List.copyOf(identities);
        }
    }

    public SpfFilter(Options options, Spf spf) {
        this.spf = spf;
        this.identities = EnumSet.noneOf(Identity.class);
        this.identities.addAll(options.identities());
        this.ownUsers = options.ownUsers();
        this.privateClients = options.privateClients();
    }

    @Override
    public void prepare(Mail mail) {
        ask(mail);
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        CompletableFuture<SpfResult> asked = ask(mail);
        if (asked == null) {
            return List.of();
        }
        SpfResult result = mail.deadline().await(asked);
        Path sender = mail.envelope().mailFrom();
        boolean judgedByHelo = result.identity() == Identity.MAILFROM
                && sender != null
                && sender.isNull()
                && identities.contains(Identity.HELO);
        return judgedByHelo ? List.of() : List.of(finding(mail, result));
    }

    /** Null where this phase has nothing to check. */
    private @Nullable CompletableFuture<SpfResult> ask(Mail mail) {
        Client client = mail.envelope().client();
        if (client.trusted() && !ownUsers || ReservedAddress.is(client.address()) && !privateClients) {
            return null;
        }
        return switch (mail.phase()) {
            case HELO -> identities.contains(Identity.HELO) ? spf.helo(mail) : null;
            case MAIL_FROM -> identities.contains(Identity.MAILFROM) ? spf.mailFrom(mail) : null;
            case CONNECT, RCPT_TO, DATA -> null;
        };
    }

    private static Finding finding(Mail mail, SpfResult result) {
        String client = mail.envelope().client().ip();
        String prefix = result.identity() == Identity.HELO ? HELO : MAIL_FROM;
        Finding finding = Finding.of(prefix + result.result(), reason(client, result))
                .withStatus(status(result.result()))
                .withEvidence("domain", result.domain())
                .withEvidence("client", client)
                .withEvidence("cause", result.cause());
        return result.lookups().isEmpty() ? finding : finding.withEvidence("lookups", result.lookups());
    }

    private static String reason(String client, SpfResult result) {
        String domain = result.domain();
        return switch (result.result()) {
            case PASS -> domain + " lets " + client + " send its mail.";
            case NEUTRAL -> domain + " does not say whether " + client + " may send its mail.";
            case NONE ->
                domain.isEmpty() ? "There is no domain to ask for an SPF policy." : domain + " has no SPF policy.";
            case SOFTFAIL -> domain + " thinks that " + client + " may not send its mail.";
            case FAIL -> {
                String fact = domain + " does not let " + client + " send its mail (SPF)";
                yield result.explanation().isEmpty()
                        ? fact + "."
                        : clipped(fact + " and explains: " + result.explanation());
            }
            case PERMERROR -> "The SPF policy of " + domain + " has an error.";
            case TEMPERROR -> "The SPF policy of " + domain + " cannot be looked up; please try again later.";
        };
    }

    /** Leaves room for code and mail id in the line of a reply. */
    private static String clipped(String text) {
        return text.length() > MAX_REASON ? text.substring(0, MAX_REASON) + "..." : text;
    }

    /** RFC 7372 section 3.2. */
    private static String status(Result result) {
        return switch (result) {
            case FAIL -> "7.23";
            case PERMERROR, TEMPERROR -> "7.24";
            case PASS, NEUTRAL, NONE, SOFTFAIL -> "7.1";
        };
    }
}
