package org.serai.filter.digest;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.filter.LocalDomains;
import org.serai.filter.MailFilter;
import org.serai.filter.digest.DigestAddresses.Request;
import org.serai.mail.Client;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;

/**
 * Triggered by a recipient at whom users ask for their digest ({@code digest.address}, {@code -.off-address}, {@code -.on-address}), and by
 * the message to it. Who has not logged in with an address of ours is refused, since nothing else tells whose digest he may have; so is a
 * request beside other recipients, since it goes to no backend.
 */
public final class DigestFilter implements MailFilter {

    private static final String RECIPIENT = "DIGEST_RECIPIENT";
    private static final String STRANGER = "DIGEST_STRANGER";
    private static final String MIXED = "DIGEST_MIXED";

    /** Of a message that is a request. */
    public static final String MESSAGE = "DIGEST_MESSAGE";

    public static final Set<String> SYMBOLS = Set.of(RECIPIENT, STRANGER, MIXED, MESSAGE);

    /** Those that decide in any mode: else a request would go to the backend, or be answered to somebody else. */
    public static final Set<String> UNCONDITIONAL = Set.of(STRANGER, MIXED);

    /** Properties under {@code filter.digest.}: none of its own. */
    public record Options() {}

    private final DigestAddresses addresses;
    private final LocalDomains local;

    public DigestFilter(Options options, DigestAddresses addresses, LocalDomains local) {
        this.addresses = addresses;
        this.local = local;
    }

    @Override
    public List<Finding> check(Mail mail) {
        return switch (mail.phase()) {
            case RCPT_TO ->
                recipient(mail, Objects.requireNonNull(mail.envelope().recipient()));
            case DATA -> message(mail);
            case CONNECT, HELO, MAIL_FROM -> List.of();
        };
    }

    private List<Finding> recipient(Mail mail, Path recipient) {
        Request request = addresses.request(recipient);
        if (request != null && !known(mail.envelope().client())) {
            return List.of(Finding.of(STRANGER, "Please log in with your address, by which your digest is found."));
        }
        if (mail.envelope().rcptTo().stream().anyMatch(other -> addresses.request(other) != request)) {
            return List.of(Finding.of(MIXED, "A request goes to its address alone; please send it by itself.")
                    .withStatus("5.3"));
        }
        return request == null
                ? List.of()
                : List.of(Finding.of(RECIPIENT, "A request is welcome.").withEvidence("request", request.name()));
    }

    private boolean known(Client client) {
        int at = client.login().lastIndexOf('@');
        return client.trusted() && at > 0 && local.contains(client.login().substring(at + 1));
    }

    private List<Finding> message(Mail mail) {
        Request request = request(mail, addresses);
        return request == null || !known(mail.envelope().client())
                ? List.of()
                : List.of(Finding.of(MESSAGE, "A request.").withEvidence("request", request.name()));
    }

    /** What a message asks for; null when it is no request. */
    public static @Nullable Request request(Mail mail, DigestAddresses addresses) {
        List<Path> recipients = mail.envelope().rcptTo();
        return recipients.isEmpty() ? null : addresses.request(recipients.get(0));
    }
}
