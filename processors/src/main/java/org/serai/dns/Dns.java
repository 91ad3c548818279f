package org.serai.dns;

import java.util.concurrent.CompletableFuture;

/** Asks the DNS. Safe for use by many threads. */
public interface Dns {

    /**
     * Looks up the records of one type at a name, following CNAMEs.
     *
     * @param name in presentation form without escapes, one character an octet (ISO 8859-1), with or without a dot at the
     *     end; compared without regard to case; what is too long for a name does not exist
     * @return never fails: what goes wrong is an {@link Answer}. It is completed within {@code dns.timeout} and the budget
     *     of the mail, maybe by a thread of the resolver, on which nothing may block
     */
    <T> CompletableFuture<Answer<T>> lookup(String name, RecordType<T> type);
}
