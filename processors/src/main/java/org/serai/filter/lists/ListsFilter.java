package org.serai.filter.lists;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.serai.filter.MailFilter;
import org.serai.filter.lists.ListFiles.Addresses;
import org.serai.filter.lists.ListFiles.Names;
import org.serai.filter.lists.ListFiles.Rules;
import org.serai.mail.Envelope;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;

/**
 * Triggered by a client, HELO argument, reverse-path, its domain or a forward-path that stands on one of the operator's
 * lists, traps and the red list among them. Within a phase bypass goes before block, block before allow, and what has been bypassed is blocked no more.
 *
 * <p>What bypasses, allows or discards by recipient is asked at DATA and holds only when the list covers every recipient:
 * otherwise one more recipient would be the way around all filters for the others.
 */
public final class ListsFilter implements MailFilter {

    private static final String BYPASS = "LISTS_BYPASS";
    private static final String BLOCK = "LISTS_BLOCK";
    private static final String ALLOW = "LISTS_ALLOW";
    private static final String DISCARD = "LISTS_DISCARD";

    private static final String TRAP = "LISTS_TRAP";
    private static final String TRAPPED = "LISTS_TRAPPED";
    private static final String RED = "LISTS_RED";

    public static final Set<String> SYMBOLS = Set.of(BYPASS, BLOCK, ALLOW, DISCARD, TRAP, TRAPPED, RED);

    private final ListFiles files;

    /** Properties under {@code filter.lists.}: none of its own. */
    public record Options() {}

    /** The entry that covers something, and its list. */
    private record Hit(String list, String entry) {

        static @Nullable Hit of(String list, @Nullable String entry) {
            return entry == null ? null : new Hit(list, entry);
        }
    }

    public ListsFilter(Options options, ListFiles files) {
        this.files = files;
    }

    @Override
    public List<Finding> check(Mail mail) {
        Envelope envelope = mail.envelope();
        return switch (mail.phase()) {
            case CONNECT -> client(mail);
            case HELO ->
                judge(
                        mail,
                        "Mail from this host name is not accepted.",
                        "7.1",
                        rules -> name(rules.helo(), envelope.helo()));
            case MAIL_FROM -> envelope.mailFrom() == null ? List.of() : sender(mail, envelope.mailFrom());
            case RCPT_TO -> envelope.recipient() == null ? List.of() : recipient(mail, envelope.recipient());
            case DATA -> message(envelope.mailFrom(), envelope.rcptTo());
        };
    }

    private List<Finding> client(Mail mail) {
        return judge(
                mail,
                "Mail from your address is not accepted.",
                "7.1",
                rules -> Hit.of(
                        rules.client().name(),
                        rules.client().list().match(mail.envelope().client().address())));
    }

    private List<Finding> sender(Mail mail, Path sender) {
        return judge(mail, "Mail from this sender is not accepted.", "7.1", rules -> {
            Hit hit = address(rules.mailFrom(), sender);
            return hit != null || sender.isNull() ? hit : name(rules.domain(), sender.domain());
        });
    }

    private List<Finding> recipient(Mail mail, Path recipient) {
        Hit hit = mail.has(BYPASS) ? null : address(files.block().rcptTo(), recipient);
        if (hit != null) {
            return List.of(block(hit, "This recipient does not accept mail.", "2.1"));
        }
        Hit trap = address(files.trap(), recipient);
        return trap == null ? List.of() : List.of(finding(TRAP, "This recipient is a trap.", trap));
    }

    private List<Finding> message(@Nullable Path sender, List<Path> recipients) {
        List<Finding> findings = recipients(recipients);
        Hit trap = first(files.trap(), recipients);
        if (trap != null) {
            findings.add(finding(TRAPPED, "This message went to an address that nobody uses.", trap)
                    .withStatus("1.1"));
        }
        Hit red = sender == null ? null : address(files.redSender(), sender);
        red = red == null ? first(files.redRecipient(), recipients) : red;
        if (red != null) {
            findings.add(finding(RED, "Nothing is learned from this mail by itself.", red));
        }
        return findings;
    }

    private static @Nullable Hit first(Addresses addresses, List<Path> recipients) {
        return recipients.stream()
                .map(recipient -> address(addresses, recipient))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private List<Finding> recipients(List<Path> recipients) {
        var findings = new ArrayList<Finding>(1);
        Hit discard = forAll(files.discard(), recipients);
        Hit bypass = forAll(files.bypass().rcptTo(), recipients);
        Hit allow = forAll(files.allow().rcptTo(), recipients);
        if (discard != null) {
            findings.add(finding(DISCARD, "Mail for this recipient is thrown away.", discard));
        } else if (bypass != null) {
            findings.add(bypass(bypass));
        } else if (allow != null) {
            findings.add(allow(allow));
        }
        return findings;
    }

    private List<Finding> judge(Mail mail, String reason, String status, Function<Rules, @Nullable Hit> look) {
        Hit bypass = look.apply(files.bypass());
        if (bypass != null) {
            return List.of(bypass(bypass));
        }
        Hit block = mail.has(BYPASS) ? null : look.apply(files.block());
        if (block != null) {
            return List.of(block(block, reason, status));
        }
        Hit allow = look.apply(files.allow());
        return allow == null ? List.of() : List.of(allow(allow));
    }

    private static @Nullable Hit name(Names names, String name) {
        return Hit.of(names.name(), names.list().match(name));
    }

    private static @Nullable Hit address(Addresses addresses, Path path) {
        return Hit.of(addresses.name(), addresses.list().match(path));
    }

    /** The hit of the first recipient, if every one has one. */
    private static @Nullable Hit forAll(Addresses addresses, List<Path> recipients) {
        Hit first = null;
        for (Path recipient : recipients) {
            Hit hit = address(addresses, recipient);
            if (hit == null) {
                return null;
            }
            first = first == null ? hit : first;
        }
        return first;
    }

    private static Finding bypass(Hit hit) {
        return finding(BYPASS, "This mail is accepted by a rule of the operator.", hit);
    }

    private static Finding block(Hit hit, String reason, String status) {
        return finding(BLOCK, reason, hit).withStatus(status).atOnce();
    }

    private static Finding allow(Hit hit) {
        return finding(ALLOW, "This mail is favoured by a rule of the operator.", hit);
    }

    private static Finding finding(String symbol, String reason, Hit hit) {
        return Finding.of(symbol, reason).withEvidence("list", hit.list()).withEvidence("entry", hit.entry());
    }
}
