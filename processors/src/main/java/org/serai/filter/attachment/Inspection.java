package org.serai.filter.attachment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.serai.mail.Deadline;
import org.serai.mail.Finding;
import org.serai.mime.Encoding;
import org.serai.mime.Part;
import org.serai.mime.Problem;

/** Looks through the parts of one mail. */
final class Inspection {

    private static final int MAX_ALSO = 10;

    private final AttachmentFilter.Options options;
    private final NamePatterns listed;
    private final TypeDetector detector;
    private final Budget budget;
    /** By symbol: a mail with three programs is refused for one reason and has its points once. */
    private final Map<String, Finding> findings = new LinkedHashMap<>(0);

    Inspection(AttachmentFilter.Options options, NamePatterns listed, TypeDetector detector, Deadline deadline) {
        this.options = options;
        this.listed = listed;
        this.detector = detector;
        this.budget = new Budget(options, deadline);
    }

    List<Finding> findings() {
        return List.copyOf(findings.values());
    }

    void structure(Set<Problem> problems) {
        List<String> limits =
                problems.stream().filter(Problem::limit).map(Enum::name).toList();
        if (!limits.isEmpty()) {
            tell(Finding.of(AttachmentFilter.MIME_LIMIT, "The message has too many parts or is nested too deep")
                    .withStatus("6.0")
                    .withEvidence("problems", limits));
        }
        List<String> broken =
                problems.stream().filter(p -> !p.limit()).map(Enum::name).toList();
        if (!broken.isEmpty()) {
            tell(Finding.of(AttachmentFilter.MIME_BROKEN, "The MIME structure of the message is broken")
                    .withStatus("6.0")
                    .withEvidence("problems", broken));
        }
    }

    void part(Part part) throws IOException {
        if (part.multipart() || shownAsText(part)) {
            return;
        }
        budget.time();
        Set<String> before = Set.copyOf(findings.keySet());
        var file = new Item(part.name(), part.names().stream().map(FileName::of).toList(), part.type(), 0, 0);
        if (part.container()) {
            names(file, "message/rfc822");
        } else {
            for (Encoding encoding : part.encodings()) {
                try (InputStream in = part.open(encoding)) {
                    content(file, in);
                }
            }
        }
        if (findings.size() > before.size()) {
            Digest digest = Digest.of(part);
            findings.replaceAll((symbol, finding) -> before.contains(symbol)
                    ? finding
                    : finding.withEvidence("bytes", digest.bytes()).withEvidence("sha256", digest.sha256()));
        }
    }

    private static boolean shownAsText(Part part) {
        return part.names().isEmpty()
                && part.encodings().size() == 1
                && !part.disposition().equals("attachment")
                && (part.type().equals("text/plain") || part.type().equals("text/html"));
    }

    /** Judges one file by its content and names, and what is in it; also what came before it turned out to be broken. */
    void content(Item file, InputStream in) throws IOException {
        byte[] head = new byte[TypeDetector.HEAD / 16];
        int length = 0;
        try {
            for (int read = 0; read >= 0 && length < head.length; read = in.read(head, length, head.length - length)) {
                length += read;
                if (length == head.length && length < TypeDetector.HEAD) {
                    head = Arrays.copyOf(head, 2 * length);
                }
            }
        } catch (Budget.Late e) {
            throw e;
        } catch (IOException e) {
            content(file, Arrays.copyOf(head, length), InputStream.nullInputStream());
            throw e;
        }
        content(file, Arrays.copyOf(head, length), in);
    }

    private void content(Item file, byte[] head, InputStream in) throws IOException {
        String detected = detector.roughly(head, file.name());
        Kind kind = Kind.ofType(detected);
        names(file, detected);
        if (kind == Kind.PROGRAM && file.names().stream().noneMatch(FileName::program)) {
            add(
                    file,
                    detected,
                    AttachmentFilter.EXECUTABLE,
                    "The attachment type is not accepted here: executable program");
        }
        if (kind == Kind.SHELL_SCRIPT && file.names().stream().noneMatch(n -> n.shellScript() || n.script())) {
            add(file, detected, AttachmentFilter.SHELL_SCRIPT, "The attachment type is not accepted here: script");
        }
        boolean archive = kind == Kind.ARCHIVE || kind == Kind.COMPRESSED;
        boolean looks = Kind.ofType(file.declared()).harmless()
                || file.names().stream().anyMatch(name -> Kind.ofName(name).harmless());
        boolean otherArchive = file.names().stream().anyMatch(name -> Kind.otherArchive(name, detected));
        if (otherArchive || (looks && (archive || kind == Kind.PROGRAM))) {
            add(
                    file,
                    detected,
                    AttachmentFilter.TYPE_MISMATCH,
                    "The content of the attachment is not of the type it says");
        }
        if (head.length > 0 && file.names().stream().anyMatch(name -> Kind.hiddenArchive(name, detected))) {
            refused(file, detected, AttachmentFilter.HIDDEN, "not the archive that it is named");
        }
        if (TypeDetector.begins(head, TypeDetector.TNEF)) {
            refused(file, detected, AttachmentFilter.NOT_INSPECTED, "no way to look into winmail.dat");
        }
        if (file.layers() > 0 && file.names().stream().anyMatch(Kind::mail)) {
            refused(file, detected, AttachmentFilter.NOT_INSPECTED, "a mail in an archive");
        }
        boolean office = file.names().stream().anyMatch(name -> Kind.ofName(name) == Kind.OFFICE);
        if (kind == Kind.ARCHIVE && !office && file.archives() > 0) {
            add(file, detected, AttachmentFilter.NESTED_ARCHIVE, "An archive inside an archive is not accepted here");
        }
        try {
            new Unpacking(this, budget, options.maxArchiveDepth())
                    .open(file, detected, head, new SequenceInputStream(new ByteArrayInputStream(head), in));
        } catch (Budget.Exceeded e) {
            refused(file, detected, e.symbol, String.valueOf(e.getMessage()));
        }
    }

    void names(Item file, String detected) {
        boolean program = false;
        boolean script = false;
        boolean shell = false;
        boolean twice = false;
        boolean reversed = false;
        boolean unwanted = false;
        for (FileName name : file.names()) {
            program |= name.program();
            script |= name.script();
            shell |= name.shellScript();
            twice |= name.doubleExtension();
            reversed |= name.reversed();
            unwanted |= listed.matches(name);
        }
        if (program) {
            add(
                    file,
                    detected,
                    AttachmentFilter.EXECUTABLE,
                    "The attachment type is not accepted here: executable program");
        }
        if (script) {
            add(file, detected, AttachmentFilter.SCRIPT, "The attachment type is not accepted here: script");
        }
        if (shell) {
            add(file, detected, AttachmentFilter.SHELL_SCRIPT, "The attachment type is not accepted here: script");
        }
        if (twice) {
            add(file, detected, AttachmentFilter.DOUBLE_EXTENSION, "The attachment has a misleading name");
        }
        if (reversed) {
            add(file, detected, AttachmentFilter.RTLO, "The attachment has a misleading name");
        }
        if (unwanted) {
            add(file, detected, AttachmentFilter.LISTED, "The attachment type is not accepted here");
        }
    }

    void encrypted(Item file, String detected) {
        add(file, detected, AttachmentFilter.ENCRYPTED_ARCHIVE, "An encrypted attachment is not accepted here");
    }

    void macro(Item file, String detected) {
        add(file, detected, AttachmentFilter.MACRO, "A document with macros is not accepted here");
    }

    /** Something was not looked into. */
    void refused(Item file, String detected, String symbol, String why) {
        add(file, detected, symbol, "The attachment cannot be looked into", why);
    }

    private void add(Item file, String detected, String symbol, String reason) {
        add(file, detected, symbol, reason, "");
    }

    /** The first file of a symbol is told in full, of the others the names. */
    private void add(Item file, String detected, String symbol, String reason, String why) {
        Finding known = findings.get(symbol);
        if (known == null) {
            Finding finding = Finding.of(symbol, reason)
                    .withEvidence("name", file.path())
                    .withEvidence("declared", file.declared())
                    .withEvidence("detected", detected);
            tell(why.isEmpty() ? finding : finding.withEvidence("why", why));
            return;
        }
        var also = new ArrayList<Object>(known.evidence().get("also") instanceof List<?> names ? names : List.of());
        boolean told = file.path().equals(known.evidence().get("name")) || also.contains(file.path());
        if (!told && also.size() < MAX_ALSO) {
            also.add(file.path());
            tell(known.withEvidence("also", also));
        }
    }

    private void tell(Finding finding) {
        findings.put(finding.symbol(), finding);
    }
}
