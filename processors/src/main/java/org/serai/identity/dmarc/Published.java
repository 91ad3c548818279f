package org.serai.identity.dmarc;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.serai.mail.DomainName;

/**
 * A record and where it was found.
 *
 * @param domain the policy domain, without {@code _dmarc}
 */
public record Published(DomainName domain, DmarcRecord record) {

    /** Which record was applied to the mail? Known once {@link Dmarc} was asked. */
    public record Question() implements org.serai.mail.Question<CompletableFuture<Optional<Published>>> {}
}
