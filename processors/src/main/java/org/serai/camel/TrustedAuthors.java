package org.serai.camel;

import java.util.List;
import java.util.Optional;
import org.serai.admin.Problem.Refusal;
import org.serai.custody.Quarantine;
import org.serai.digest.Digests;
import org.serai.digest.Link;
import org.serai.history.Author;
import org.serai.history.Correspondents;
import org.serai.history.Lesson;
import org.serai.mail.AddressKey;
import org.serai.mime.MimeReader;

/** Makes authors of quarantined messages correspondents of those who want their mail. */
final class TrustedAuthors {

    private final Quarantine index;
    private final MimeReader mime;
    private final Correspondents correspondents;

    TrustedAuthors(Quarantine index, MimeReader mime, Correspondents correspondents) {
        this.index = index;
        this.mime = mime;
        this.correspondents = correspondents;
    }

    /**
     * The author of this message is one of those whom the holder of the link has written to.
     *
     * @return false when nobody can be made out
     * @throws Refusal when the message cannot be had
     */
    boolean trust(Link link) throws Refusal {
        Optional<AddressKey> author =
                Author.of(mime.view(Releases.open(index, link.id()).content()));
        if (author.isEmpty()) {
            return false;
        }
        AddressKey user = Digests.key(link.recipient());
        correspondents
                .learn(new Lesson(user, user.toString(), true, List.of(author.get()), List.of()))
                .toCompletableFuture()
                .join();
        return true;
    }
}
