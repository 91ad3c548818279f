package org.serai.filter.attachment;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.filter.MailFilter;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mime.MimeReader;
import org.serai.mime.MimeView;
import org.serai.mime.Part;

/**
 * Triggered by a part, or a file in an archive in it, that is a program or script by content or name, hides what it is, or
 * cannot be looked into; and by MIME that parsers read differently (RFC 2045, 2046, 2183).
 *
 * <p>Types are found by content with Apache Tika, never by the declared type or name alone. Parts that clients show as text,
 * plain or HTML without a name, are passed over. Looks into zip (also jar, OOXML, OpenDocument), tar, gzip and bzip2.
 */
public final class AttachmentFilter implements MailFilter {

    static final String EXECUTABLE = "ATTACHMENT_EXECUTABLE";
    static final String SCRIPT = "ATTACHMENT_SCRIPT";
    static final String SHELL_SCRIPT = "ATTACHMENT_SHELL_SCRIPT";
    static final String DOUBLE_EXTENSION = "ATTACHMENT_DOUBLE_EXTENSION";
    static final String RTLO = "ATTACHMENT_RTLO";
    static final String TYPE_MISMATCH = "ATTACHMENT_TYPE_MISMATCH";
    static final String LISTED = "ATTACHMENT_LISTED";
    static final String MACRO = "ATTACHMENT_MACRO";
    static final String ENCRYPTED_ARCHIVE = "ATTACHMENT_ENCRYPTED_ARCHIVE";
    static final String NESTED_ARCHIVE = "ATTACHMENT_NESTED_ARCHIVE";
    static final String ARCHIVE_BOMB = "ATTACHMENT_ARCHIVE_BOMB";
    static final String HIDDEN = "ATTACHMENT_HIDDEN";
    static final String NOT_INSPECTED = "ATTACHMENT_NOT_INSPECTED";
    static final String MIME_BROKEN = "ATTACHMENT_MIME_BROKEN";
    static final String MIME_LIMIT = "ATTACHMENT_MIME_LIMIT";

    public static final Set<String> SYMBOLS = Set.of(
            EXECUTABLE,
            SCRIPT,
            SHELL_SCRIPT,
            DOUBLE_EXTENSION,
            RTLO,
            TYPE_MISMATCH,
            LISTED,
            MACRO,
            ENCRYPTED_ARCHIVE,
            NESTED_ARCHIVE,
            ARCHIVE_BOMB,
            HIDDEN,
            NOT_INSPECTED,
            MIME_BROKEN,
            MIME_LIMIT);

    private final MimeReader mime;
    private final Options options;
    private final NamePatterns listed;
    private final TypeDetector detector = new TypeDetector();

    /** Properties under {@code filter.attachment.}. */
    public record Options(
            @Option(
                            value = "3",
                            least = "1",
                            most = "10",
                            doc = "Archives and compressions within each other that are looked into.")
                    int maxArchiveDepth,
            @Option(
                            value = "2000",
                            least = "1",
                            doc = "Files looked at in the archives of one mail; more make it an archive bomb.")
                    int maxArchiveEntries,
            @Option(
                            value = "500",
                            least = "1",
                            doc = "How many times larger than packed a file of more than 1 MB may become.")
                    int maxArchiveRatio,
            @Option(value = "64MB", doc = "Unpacked octets looked at in one mail; the rest is ATTACHMENT_HIDDEN.")
                    Size maxInspectBytes) {}

    /**
     * Needs the names that are not accepted here.
     *
     * @param listed see {@link NamePatterns#load}
     */
    public AttachmentFilter(Options options, MimeReader mime, NamePatterns listed) {
        this.mime = mime;
        this.options = options;
        this.listed = listed;
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        if (mail.phase() != Phase.DATA) {
            return List.of();
        }
        MimeView view = mime.view(mail);
        var inspection = new Inspection(options, listed, detector, mail.deadline());
        inspection.structure(view.problems());
        for (Part part : view.parts()) {
            inspection.part(part);
        }
        return inspection.findings();
    }

    /** The parts that are no multipart, in the order of the message, each read whole: for people, not for the door. */
    public List<PartReport> report(MimeView view) throws IOException {
        var reports = new ArrayList<PartReport>();
        for (Part part : view.parts()) {
            if (!part.multipart()) {
                String detected;
                try (InputStream in = part.open()) {
                    detected = detector.detect(in.readNBytes(TypeDetector.HEAD), part.name());
                }
                Digest digest = Digest.of(part);
                reports.add(new PartReport(
                        part.depth(), part.name(), part.type(), detected, digest.bytes(), digest.sha256()));
            }
        }
        return reports;
    }
}
