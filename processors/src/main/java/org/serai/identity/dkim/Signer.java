package org.serai.identity.dkim;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.serai.mail.DomainName;

/** Who signed, and how: the tags that DKIM-Signature, ARC-Message-Signature and ARC-Seal have in common. */
public final class Signer {

    private static final int MAX_SIGNATURE = 4096;

    private final String domain;
    private final String selector;
    private final Algorithm algorithm;
    private final byte[] signature;
    private final boolean ownDomain;

    private Signer(String domain, String selector, Algorithm algorithm, byte[] signature, boolean ownDomain) {
        this.domain = domain;
        this.selector = selector;
        this.algorithm = algorithm;
        this.signature = signature;
        this.ownDomain = ownDomain;
    }

    /** Of an ARC-Seal (RFC 8617 section 4.1.3). */
    public static Signer ofSeal(TagList tags) throws Flaw {
        if (tags.get("h") != null) {
            throw Flaw.permerror("h= must not be in a seal");
        }
        MessageSignature.time(tags);
        return of(tags);
    }

    /** Reads {@code a=}, {@code b=}, {@code d=} and {@code s=}. */
    static Signer of(TagList tags) throws Flaw {
        String a = required(tags, "a");
        Algorithm algorithm = Algorithm.named(a);
        if (algorithm == null) {
            throw a.equals("rsa-sha1")
                    ? Flaw.permerror("rsa-sha1 proves nothing any more (RFC 8301)")
                    : Flaw.neutral("the algorithm is unknown");
        }
        String b = required(tags, "b");
        byte[] signature = b.length() > MAX_SIGNATURE ? new byte[0] : KeyRecord.base64(b);
        if (signature.length == 0) {
            throw Flaw.neutral("b= is not base64");
        }
        return new Signer(name(tags, "d"), name(tags, "s"), algorithm, signature, true);
    }

    /** The same in the name of {@code i=}, which may be a subdomain. */
    Signer withIdentityIn(String identityDomain) {
        return new Signer(domain, selector, algorithm, signature, identityDomain.equals(domain));
    }

    private static String name(TagList tags, String tag) throws Flaw {
        DomainName name = domain(required(tags, tag));
        if (name == null) {
            throw Flaw.neutral(tag + "= is no domain name");
        }
        return name.ascii();
    }

    /** U-labels stand in UTF-8 (RFC 8616 section 5); null where it is none. */
    static @Nullable DomainName domain(String octets) {
        return DomainName.of(new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    static String required(TagList tags, String tag) throws Flaw {
        String value = tags.get(tag);
        if (value == null || value.isEmpty()) {
            throw Flaw.neutral(tag + "= is missing or empty");
        }
        return value;
    }

    /** {@code d=}, lower case A-labels. */
    public String domain() {
        return domain;
    }

    /** {@code s=}, lower case A-labels. */
    public String selector() {
        return selector;
    }

    /** Where the key is (RFC 6376 section 3.6.2.1). */
    public String keyName() {
        return selector + "._domainkey." + domain;
    }

    Algorithm algorithm() {
        return algorithm;
    }

    byte[] signature() {
        return signature;
    }

    /** The identity is in the very domain of the key. */
    boolean ownDomain() {
        return ownDomain;
    }
}
