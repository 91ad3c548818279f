package org.serai.identity.dkim;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.serai.identity.DkimResult.Result;
import org.serai.mime.MimeView.Field;

/** A signature over header fields and body: what a DKIM-Signature or an ARC-Message-Signature says. */
public final class MessageSignature {

    /** How wrong the clocks of good servers are. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    /** A body has no more digits of octets; RFC 6376 allows 76. */
    private static final int MAX_DIGITS = 18;

    private final Field field;
    private final Signer signer;
    private final List<String> names;
    private final Canonicalization header;
    private final BodyPart body;
    private final byte[] bodyHash;

    private MessageSignature(
            Field field, Signer signer, List<String> names, Canonicalization header, BodyPart body, byte[] bodyHash) {
        this.field = field;
        this.signer = signer;
        this.names = names;
        this.header = header;
        this.body = body;
        this.bodyHash = bodyHash;
    }

    /** Of an ARC-Message-Signature (RFC 8617 section 4.1.2), whose {@code i=} is the caller's business. */
    public static MessageSignature ofArc(Field field, TagList tags, Instant now) throws Flaw {
        MessageSignature out = of(field, tags, Signer.of(tags), now);
        if (out.names.stream().anyMatch("arc-seal"::equalsIgnoreCase)) {
            throw Flaw.permerror("it signs an ARC-Seal");
        }
        return out;
    }

    /** Of a DKIM-Signature (RFC 6376 section 3.5). */
    static MessageSignature ofDkim(Field field, TagList tags, Instant now) throws Flaw {
        if (!Signer.required(tags, "v").equals("1")) {
            throw Flaw.neutral("the version is unknown");
        }
        Signer signer = Signer.of(tags);
        String identity = tags.get("i");
        if (identity != null) {
            var domain = Signer.domain(identity.substring(identity.lastIndexOf('@') + 1));
            if (identity.indexOf('@') < 0 || domain == null) {
                throw Flaw.neutral("i= is no identity");
            }
            if (!("." + domain.ascii()).endsWith("." + signer.domain())) {
                throw Flaw.permerror("i= is not in the domain of d=");
            }
            signer = signer.withIdentityIn(domain.ascii());
        }
        return of(field, tags, signer, now);
    }

    private static MessageSignature of(Field field, TagList tags, Signer signer, Instant now) throws Flaw {
        String query = tags.get("q");
        if (query != null && !TagList.members(query).contains("dns/txt")) {
            throw Flaw.neutral("the key is not in the DNS");
        }
        String said = tags.get("c");
        String forms = said == null ? "simple" : said;
        int slash = forms.indexOf('/');
        Canonicalization header = Canonicalization.named(slash < 0 ? forms : forms.substring(0, slash));
        Canonicalization body = Canonicalization.named(slash < 0 ? "simple" : forms.substring(slash + 1));
        if (header == null || body == null) {
            throw Flaw.neutral("the canonicalization is unknown");
        }
        Long time = time(tags);
        Long expiry = number(tags, "x");
        if (expiry != null && time != null && expiry <= time) {
            throw Flaw.neutral("x= is not after t=");
        }
        if (expiry != null && now.minus(CLOCKS).getEpochSecond() > expiry) {
            throw Flaw.permerror("the signature has expired");
        }
        List<String> names = TagList.members(Signer.required(tags, "h"));
        if (names.stream().noneMatch("from"::equalsIgnoreCase)) {
            throw Flaw.permerror("it does not sign From");
        }
        return new MessageSignature(
                field,
                signer,
                names,
                header,
                new BodyPart(body, number(tags, "l")),
                KeyRecord.base64(Signer.required(tags, "bh")));
    }

    /** {@code t=}, seconds since 1970; null where it is not said. */
    static @Nullable Long time(TagList tags) throws Flaw {
        return number(tags, "t");
    }

    private static @Nullable Long number(TagList tags, String tag) throws Flaw {
        String digits = tags.get(tag);
        if (digits == null) {
            return null;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                throw Flaw.neutral(tag + "= is no number");
            }
        }
        if (digits.isEmpty()) {
            throw Flaw.neutral(tag + "= is empty");
        }
        return digits.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    public Signer signer() {
        return signer;
    }

    /** What must be {@link SignedMessage#read} before it can be verified. */
    public BodyPart body() {
        return body;
    }

    /** Verifies it; the body must have been read, and the key must be there. */
    public Proof verify(SignedMessage message, Keys keys) {
        byte[] signed = message.signed(names, header, message.unsigned(field, header));
        Proof proof = keys.prove(signer, signed);
        if (proof.result() != Result.PASS) {
            return proof;
        }
        byte[] hash = message.hash(body);
        if (hash == null) {
            return proof.but(Result.PERMERROR, "the body is shorter than l=");
        }
        return MessageDigest.isEqual(hash, bodyHash) ? proof : proof.but(Result.FAIL, "the body has changed");
    }
}
