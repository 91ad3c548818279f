package org.serai.identity.dkim;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.dns.MailDns;
import org.serai.identity.DkimResult;
import org.serai.mail.DomainName;
import org.serai.mail.Mail;
import org.serai.mime.MimeReader;
import org.serai.mime.MimeView.Field;

/**
 * Verifies the DKIM-Signature fields of mails (RFC 6376 section 6). The body is read once for all signatures and is not kept;
 * the look-ups of the keys run together.
 */
public final class DkimVerifier {

    /** The properties {@code dkim.*}. */
    public record Limits(
            @Option(
                            value = "10",
                            least = "1",
                            most = "100",
                            doc = "DKIM signatures of a message that are verified, from the top; others do not count.")
                    int maxSignatures) {}

    /** What a result tells of a tag that is too long. */
    private static final int MAX_TOLD = 320;

    private final MimeReader mime;
    private final MailDns dns;
    private final Clock clock;
    private final Limits limits;

    public DkimVerifier(MimeReader mime, MailDns dns, Clock clock, Limits limits) {
        this.mime = mime;
        this.dns = dns;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * What each signature is worth, the topmost first; empty where there is none. Beyond the limit there are no results. Asked
     * again for the same mail, it is the same answer.
     *
     * @throws java.io.UncheckedIOException when the spool cannot be read
     */
    public CompletableFuture<List<DkimResult>> of(Mail mail) {
        return mail.ask(new DkimResult.Question(), () -> verify(mail));
    }

    private CompletableFuture<List<DkimResult>> verify(Mail mail) {
        SignedMessage message = SignedMessage.of(mail, mime);
        List<Field> fields = message.fields("dkim-signature");
        if (fields.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        Instant now = clock.instant();
        List<Candidate> candidates = fields.subList(0, Math.min(fields.size(), limits.maxSignatures())).stream()
                .map(field -> new Candidate(field, message, now))
                .toList();
        List<MessageSignature> signatures = candidates.stream()
                .map(candidate -> candidate.signature)
                .filter(Objects::nonNull)
                .toList();
        var keys = new Keys(dns.of(mail, "dkim"));
        signatures.forEach(signature -> keys.ask(signature.signer()));
        // While the keys are on their way.
        message.read(signatures.stream().map(MessageSignature::body).toList());
        return keys.then(() ->
                candidates.stream().map(candidate -> candidate.result(keys)).toList());
    }

    /** One field on its way to a result. */
    private static final class Candidate {

        private final SignedMessage message;
        private final @Nullable TagList tags;
        private final @Nullable MessageSignature signature;
        private final Proof proof;

        Candidate(Field field, SignedMessage message, Instant now) {
            this.message = message;
            this.tags = TagList.parse(field.body());
            MessageSignature read = null;
            Proof none = Proof.NONE;
            try {
                read = read(field, now);
            } catch (Flaw flaw) {
                none = Proof.of(flaw);
            }
            this.signature = read;
            this.proof = none;
        }

        private MessageSignature read(Field field, Instant now) throws Flaw {
            if (message.truncated()) {
                throw Flaw.permerror("the header is larger than mime.max-header");
            }
            if (tags == null) {
                throw Flaw.neutral("it is no list of tags");
            }
            return MessageSignature.ofDkim(field, tags, now);
        }

        DkimResult result(Keys keys) {
            return signature == null
                    ? told(proof, name("d"), name("s"), true)
                    : told(
                            signature.verify(message, keys),
                            signature.signer().domain(),
                            signature.signer().selector(),
                            message.isWhole(signature.body()));
        }

        private DkimResult told(Proof proven, String domain, String selector, boolean wholeBody) {
            String identity = tag("i");
            return new DkimResult(
                    proven.result(),
                    domain,
                    selector,
                    identity.isEmpty() && !domain.isEmpty() ? "@" + domain : identity,
                    tag("a"),
                    proven.bits(),
                    wholeBody,
                    proven.testing(),
                    proven.cause());
        }

        private String name(String tag) {
            DomainName name = Signer.domain(tag(tag));
            return name == null ? "" : name.ascii();
        }

        private String tag(String tag) {
            String value = tags == null ? null : tags.get(tag);
            return value == null ? "" : value.substring(0, Math.min(value.length(), MAX_TOLD));
        }
    }
}
