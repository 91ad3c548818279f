package org.serai.mime;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.mail.Content;
import org.serai.mail.Mail;

/** Reads the MIME structure of mails, within limits. */
public final class MimeReader {

    /** The properties {@code mime.*}; what lies beyond one is not looked at, and a {@link Problem} says so. */
    public record Limits(
            @Option(
                            value = "50",
                            least = "1",
                            most = "1000",
                            doc = "Containers within each other; what is deeper is ATTACHMENT_MIME_LIMIT.")
                    int maxDepth,
            @Option(
                            value = "1000",
                            least = "1",
                            most = "100000",
                            doc = "Parts of a message; more are ATTACHMENT_MIME_LIMIT.")
                    int maxParts,
            @Option(
                            value = "256KB",
                            least = "1KB",
                            most = "16MB",
                            doc = "Header of a message or part that is read; a larger one is ATTACHMENT_MIME_LIMIT.")
                    Size maxHeader) {}

    private final Limits limits;

    public MimeReader(Limits limits) {
        this.limits = limits;
    }

    /** The structure of this mail, computed at the first call for it. */
    public MimeView view(Mail mail) {
        return mail.once(MimeView.class, this::view);
    }

    /** The structure of this content, its parts when they are asked for; throws only when the spool cannot be read. */
    public MimeView view(Content content) {
        try {
            return new MimeView(content, limits, TopHeader.read(content, limits));
        } catch (IOException e) {
            throw new UncheckedIOException("the spooled message cannot be read", e);
        }
    }
}
