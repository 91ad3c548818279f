package org.serai.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.serai.config.Option;
import org.serai.mail.AddressKey;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Phase;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;
import org.serai.store.Tables;

/**
 * What others have said of addresses, kept so that they are not asked at each mail: whether a recipient exists, whether somebody is
 * member of a group. Keys are {@code recipient/anna@example.org} and {@code group/board/anna@example.org}.
 */
public final class DirectoryAnswers implements Effects {

    /** A recipient does not exist; with evidence {@value #SOURCE}. */
    public static final String UNKNOWN = "RECIPIENTS_UNKNOWN";

    /** Evidence: who says so. */
    public static final String SOURCE = "source";

    /** As a source: the backend, in its reply to RCPT of a mail. */
    public static final String BACKEND = "backend";

    private static final String NAME = "directory";
    private static final String RECIPIENT = "recipient/";
    private static final String GROUP = "group/";
    private static final int MAX_ADDRESS = 512;

    /** Properties under {@code directory.}. */
    public record Options(
            @Option(
                            value = "1h",
                            least = "1ms",
                            doc = "How long it is remembered that a recipient exists, or is member of a group.")
                    Duration knownLifespan,
            @Option(
                            value = "10m",
                            least = "1ms",
                            doc =
                                    "How long it is remembered that a recipient does not exist, or is no member of a group: so"
                                            + " long a new address may be refused.")
                    Duration unknownLifespan,
            @Option(value = "100000", least = "1", doc = "Answers that are remembered at most.") int maxEntries) {}

    /**
     * An answer.
     *
     * @param known the recipient exists, or is a member
     * @param source {@code ldap}, {@code callout} or {@code backend}
     */
    public record Answer(boolean known, String source, Instant asked) {}

    private final Table<Answer> table;
    private final Clock clock;

    public DirectoryAnswers(Tables tables, Options options, Clock clock) {
        this.table = tables.table(spec(options));
        this.clock = clock;
    }

    /** Each node asks for itself: an answer is cheap to get again, and what differs runs out soon. */
    public static TableSpec<Answer> spec(Options options) {
        return new TableSpec<>(
                NAME,
                Answer.class,
                Spread.LOCAL,
                options.maxEntries(),
                answer -> answer.known() ? options.knownLifespan() : options.unknownLifespan(),
                (one, other) -> one.asked().isAfter(other.asked()) ? one : other);
    }

    /**
     * Whether a recipient exists.
     *
     * @param sources whose remembered answers count
     * @param ask asks where none is remembered; nothing is remembered of who cannot tell
     */
    public CompletionStage<Optional<Answer>> recipient(
            AddressKey recipient, List<String> sources, Supplier<CompletionStage<Optional<Answer>>> ask) {
        return known(RECIPIENT + text(recipient), sources, ask);
    }

    /** Whether an address is member of a group; {@code group} is a name of the operator's. */
    public CompletionStage<Optional<Answer>> member(
            String group, AddressKey address, List<String> sources, Supplier<CompletionStage<Optional<Answer>>> ask) {
        return known(GROUP + group + "/" + text(address), sources, ask);
    }

    /** An answer of now. */
    public Answer answer(boolean known, String source) {
        return new Answer(known, source, clock.instant());
    }

    /** Remembers that the backend has refused a recipient. */
    @Override
    public CompletionStage<Void> apply(Mail mail, Disposition disposition) {
        Path recipient = mail.envelope().recipient();
        if (mail.phase() != Phase.RCPT_TO || recipient == null || disposition != Disposition.REJECT) {
            return DONE;
        }
        boolean unknown = mail.findings().stream()
                .anyMatch(finding -> finding.symbol().equals(UNKNOWN)
                        && finding.recipient().equals(recipient.address())
                        && BACKEND.equals(finding.evidence().get(SOURCE)));
        return unknown ? table.put(RECIPIENT + text(AddressKey.of(recipient)), answer(false, BACKEND)) : DONE;
    }

    private CompletionStage<Optional<Answer>> known(
            String key, List<String> sources, Supplier<CompletionStage<Optional<Answer>>> ask) {
        return table.get(key).thenCompose(remembered -> {
            Optional<Answer> counting = remembered.filter(answer -> sources.contains(answer.source()));
            return counting.isPresent()
                    ? CompletableFuture.completedFuture(counting)
                    : ask.get().thenCompose(answer -> remember(key, answer));
        });
    }

    private CompletionStage<Optional<Answer>> remember(String key, Optional<Answer> answer) {
        return answer.isEmpty()
                ? CompletableFuture.completedFuture(answer)
                : table.put(key, answer.get()).thenApply(done -> answer);
    }

    /** Readable as long as it fits into a key. */
    private static String text(AddressKey address) {
        String text = address.toString();
        return text.length() <= MAX_ADDRESS ? text : "sha256:" + sha256(text);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
