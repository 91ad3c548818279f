package org.serai.filter.clamav;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.filter.MailFilter;
import org.serai.mail.Deadline;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mime.MimeReader;

/**
 * Triggered by a message in which clamd finds a signature: in the message as a whole, which clamd takes apart by itself, or in a
 * part as we decode it, since clamd does not read all MIME that clients read. Nothing without {@code clamav.uri}.
 */
public final class ClamavFilter implements MailFilter {

    public static final Set<String> SYMBOLS =
            Arrays.stream(Family.values()).map(Family::symbol).collect(Collectors.toUnmodifiableSet());

    private final MimeReader mime;
    private final Clamd clamd;
    private final Duration timeout;
    private final List<String> heuristics;

    /** Properties under {@code filter.clamav.}. */
    public record Options(
            @Option(
                            value = "45s",
                            least = "1ms",
                            doc =
                                    "Time for a message at all clamd together; then CLAMAV_TEMPERROR. Less than data.deadline.")
                    Duration timeout,
            @Option(
                            value = "Heuristics., PUA.",
                            doc =
                                    "Signatures whose names begin so are CLAMAV_HEURISTIC, no virus; upper and lower case are the same.")
                    List<String> heuristic) {

        public Options {
            heuristic = List.copyOf(heuristic);
        }
    }

    public ClamavFilter(Options options, MimeReader mime, Clamd clamd) {
        this.mime = mime;
        this.clamd = clamd;
        this.timeout = options.timeout();
        this.heuristics = options.heuristic().stream()
                .map(prefix -> prefix.toLowerCase(Locale.ROOT))
                .toList();
    }

    @Override
    public List<Finding> check(Mail mail) throws IOException {
        if (clamd.off() || mail.phase() != Phase.DATA) {
            return List.of();
        }
        Deadline until = Deadline.in(timeout).earlier(mail.deadline());
        var pieces = new LinkedHashMap<String, Piece>();
        for (Piece piece : Piece.of(mail.content(), mime.view(mail).parts())) {
            pieces.putIfAbsent(piece.key(until), piece);
        }
        return List.copyOf(clamd.ask(until, scanner -> ask(scanner, pieces)).values());
    }

    private Map<Family, Finding> ask(Scanner scanner, Map<String, Piece> pieces) throws IOException {
        var found = new EnumMap<Family, Finding>(Family.class);
        // What is known costs nothing: in an outbreak it spares clamd the message around the virus.
        for (var each : pieces.entrySet()) {
            Answer answer = scanner.known(each.getKey());
            if (answer != null) {
                tell(answer, each.getValue(), scanner, found);
            }
        }
        for (var each : pieces.entrySet()) {
            if (found.containsKey(Family.VIRUS)) {
                break;
            }
            if (scanner.known(each.getKey()) == null) {
                tell(scan(scanner, each.getKey(), each.getValue()), each.getValue(), scanner, found);
            }
        }
        return found;
    }

    private static Answer scan(Scanner scanner, String key, Piece piece) throws IOException {
        try (InputStream in = open(piece)) {
            return scanner.scan(key, in);
        }
    }

    /** A spool that cannot be read is not clamd's fault. */
    private static InputStream open(Piece piece) {
        try {
            return piece.decoded().open();
        } catch (IOException e) {
            throw new UncheckedIOException("the message cannot be read", e);
        }
    }

    private void tell(Answer answer, Piece piece, Scanner scanner, Map<Family, Finding> found) {
        Family family = family(answer);
        if (family != null) {
            String signature = answer.signature().isEmpty() ? "StreamMaxLength" : answer.signature();
            Finding finding = family.finding(answer.signature())
                    .withEvidence("signature", signature)
                    .withEvidence("place", piece.place());
            found.putIfAbsent(
                    family, scanner.version().isEmpty() ? finding : finding.withEvidence("clamd", scanner.version()));
        }
    }

    private @Nullable Family family(Answer answer) {
        return switch (answer.kind()) {
            case CLEAN -> null;
            case TOO_LARGE -> Family.UNSCANNED;
            case FOUND -> Family.of(answer.signature(), heuristics);
        };
    }
}
