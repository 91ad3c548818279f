package org.serai.identity.dkim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.serai.identity.dmarc.HeaderFrom;
import org.serai.mail.DomainName;
import org.serai.mail.Mail;
import org.serai.mime.MimeReader;

/**
 * Signs mail of our own users (RFC 6376 section 5), relaxed/relaxed, once with each key of the domain in the header From.
 * The fields go in front of the message, and of it nothing changes.
 */
public final class DkimSigner {

    /**
     * Signed once more than they are there, so that nobody can add one. From must be; of the others none is added on the way,
     * while Date, Message-ID or To may be, by a server that misses it (RFC 6409 section 8).
     */
    private static final List<String> NEVER_MORE = List.of("From", "Reply-To", "Subject", "Cc");

    /** Likewise, where there is one. */
    private static final List<String> NO_SECOND =
            List.of("Sender", "To", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding");

    /** As many as there are (section 5.4.1; RFC 8058 section 4). */
    private static final List<String> AS_MANY = List.of(
            "In-Reply-To",
            "References",
            "Resent-Date",
            "Resent-From",
            "Resent-To",
            "Resent-Cc",
            "List-Id",
            "List-Help",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "List-Subscribe",
            "List-Post",
            "List-Owner",
            "List-Archive");

    private static final Canonicalization FORM = Canonicalization.RELAXED;
    private static final int LINE = 72;

    private final SigningKeys keys;
    private final MimeReader mime;
    private final Clock clock;

    public DkimSigner(SigningKeys keys, MimeReader mime, Clock clock) {
        this.keys = keys;
        this.mime = mime;
        this.clock = clock;
    }

    /**
     * The DKIM-Signature fields for this mail, without the closing CRLF. None where its client is not one of our own, its
     * author is of no domain that has keys, or its header is too large to be read.
     */
    public List<String> sign(Mail mail) {
        DomainName author = HeaderFrom.of(mail, mime).author();
        List<SigningKey> ours = author == null ? List.of() : keys.of(author);
        if (ours.isEmpty() || !mail.envelope().client().trusted()) {
            return List.of();
        }
        SignedMessage message = SignedMessage.of(mail, mime);
        if (message.truncated() || message.fields("from").isEmpty()) {
            return List.of();
        }
        List<String> names = names(message);
        var body = new BodyPart(FORM, null);
        message.read(List.of(body));
        String bodyHash = base64(Objects.requireNonNull(message.hash(body)));
        return ours.stream().map(key -> sign(message, key, names, bodyHash)).toList();
    }

    private static List<String> names(SignedMessage message) {
        var names = new ArrayList<String>();
        NEVER_MORE.forEach(name -> add(names, name, count(message, name) + 1));
        NO_SECOND.forEach(name -> add(names, name, count(message, name) == 0 ? 0 : count(message, name) + 1));
        AS_MANY.forEach(name -> add(names, name, count(message, name)));
        return names;
    }

    private static int count(SignedMessage message, String name) {
        return message.fields(SignedMessage.lower(name)).size();
    }

    private static void add(List<String> names, String name, int times) {
        for (int i = 0; i < times; i++) {
            names.add(name);
        }
    }

    private String sign(SignedMessage message, SigningKey key, List<String> names, String bodyHash) {
        var field = new StringBuilder("DKIM-Signature: v=1; a=")
                .append(key.algorithm().id())
                .append("; c=relaxed/relaxed; d=")
                .append(key.domain())
                .append(";\r\n\ts=")
                .append(key.selector())
                .append("; t=")
                .append(clock.instant().getEpochSecond())
                .append(";\r\n\th=");
        int line = 3;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i) + (i + 1 < names.size() ? ":" : ";");
            if (line + name.length() > LINE) {
                field.append("\r\n\t ");
                line = 2;
            }
            field.append(name);
            line += name.length();
        }
        field.append("\r\n\tbh=").append(bodyHash).append(";\r\n\tb=");
        byte[] octets = field.toString().getBytes(StandardCharsets.US_ASCII);
        byte[] signed = message.signed(names, FORM, FORM.field(octets, 0, octets.length));
        try {
            String signature = base64(key.sign(signed));
            for (int i = 0; i < signature.length(); i += LINE) {
                field.append(i == 0 ? "" : "\r\n\t ").append(signature, i, Math.min(signature.length(), i + LINE));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key " + key.selector() + " of " + key.domain() + " does not sign", e);
        }
        return field.toString();
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
