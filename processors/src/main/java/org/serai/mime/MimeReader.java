package org.serai.mime;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.mail.Content;
import org.serai.mail.Mail;

/** Reads the MIME structure of mails, within limits. */
public final class MimeReader {

    /**
     * The properties {@code mime.*}; what lies beyond one is not looked at, and a {@link Problem} says so.
     *
     * @param maxDepth containers within each other, 1–1000
     * @param maxParts parts of a message, 1–100,000
     * @param maxHeader octets of each header, at least 1 KB
     */
    public record Limits(
            @Option(
                            value = "50",
                            doc = "Containers within each other, 1–1000; what is deeper is ATTACHMENT_MIME_LIMIT.")
                    int maxDepth,
            @Option(value = "1000", doc = "Parts of a message, 1–100000; more are ATTACHMENT_MIME_LIMIT.") int maxParts,
            @Option(
                            value = "256KB",
                            doc =
                                    "Header of a message or part that is read, 1KB–16MB; a larger one is ATTACHMENT_MIME_LIMIT.")
                    Size maxHeader) {

        public Limits {
            if (maxDepth < 1 || maxDepth > 1000) {
                throw new IllegalArgumentException("max-depth must be 1 to 1000");
            }
            if (maxParts < 1 || maxParts > 100_000) {
                throw new IllegalArgumentException("max-parts must be 1 to 100000");
            }
            if (maxHeader.bytes() < 1 << 10 || maxHeader.bytes() > 16 << 20) {
                throw new IllegalArgumentException("max-header must be 1KB to 16MB");
            }
        }
    }

    private final Limits limits;

    public MimeReader(Limits limits) {
        this.limits = limits;
    }

    /** The structure of this mail, computed at the first call for it. */
    public MimeView view(Mail mail) {
        return mail.once(MimeView.class, this::view);
    }

    /** The structure of this content; throws only when the spool cannot be read. */
    public MimeView view(Content content) {
        try {
            return new MimeView(Walker.walk(content, limits));
        } catch (IOException e) {
            throw new UncheckedIOException("the spooled message cannot be read", e);
        }
    }
}
