package org.serai.camel;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.serai.history.Author;
import org.serai.history.Correspondents;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.AddressKey;
import org.serai.mail.BytesContent;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mime.MimeReader;

/** Takes trust from the authors of messages that a user reports as spam, as far as it was this user who had given it. */
record Distrust(Correspondents correspondents, MimeReader mime, PublicSuffixes suffixes) {

    /**
     * Forgets them.
     *
     * @param report by its reverse-path it is told whose correspondents they were
     * @return how many were known
     */
    CompletableFuture<Integer> of(Mail report, List<byte[]> messages) {
        Path user = report.envelope().mailFrom();
        if (user == null || user.isNull()) {
            return CompletableFuture.completedFuture(0);
        }
        List<AddressKey> authors = messages.stream()
                .map(message -> Author.of(mime.view(BytesContent.withCrlf(message))))
                .flatMap(Optional::stream)
                .toList();
        return correspondents.forget(AddressKey.of(user), authors, suffixes);
    }
}
