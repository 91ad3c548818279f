package org.serai.filter.correspondents;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.serai.filter.DomainSet;
import org.serai.filter.LocalDomains;
import org.serai.history.Lesson;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.AddressKey;
import org.serai.mail.Client;
import org.serai.mail.DomainName;
import org.serai.mail.Envelope;
import org.serai.mail.Path;

/** Tells our own users from others, and domains of others from those in which anybody gets a mailbox. */
record Strangers(LocalDomains local, DomainSet freeMailers, PublicSuffixes suffixes) {

    boolean fromOurs(@Nullable Path sender) {
        return sender != null && !sender.isNull() && local.contains(sender.domain());
    }

    /** What there is to learn of a mail of one of our users; an empty local part ({@code ""@example.org}) is nobody. */
    Lesson of(Envelope envelope) {
        List<AddressKey> others = envelope.rcptTo().stream()
                .filter(recipient -> !recipient.domain().isEmpty() && !local.contains(recipient.domain()))
                .map(AddressKey::of)
                .filter(other -> !other.local().isEmpty())
                .distinct()
                .toList();
        List<DomainName> domains = others.stream()
                .map(other -> DomainName.of(other.domain()))
                .filter(Objects::nonNull)
                .filter(domain -> freeMailers.match(domain) == null)
                .map(suffixes::registered)
                .filter(domain -> freeMailers.match(domain) == null && !suffixes.isSuffix(domain))
                .distinct()
                .toList();
        Client client = envelope.client();
        return new Lesson(
                AddressKey.of(Objects.requireNonNull(envelope.mailFrom())),
                client.login().isEmpty() ? client.ip() : client.login(),
                !client.login().isEmpty(),
                others,
                domains);
    }
}
