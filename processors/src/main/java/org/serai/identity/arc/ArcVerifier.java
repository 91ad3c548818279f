package org.serai.identity.arc;

import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.serai.dns.MailDns;
import org.serai.identity.ArcResult;
import org.serai.identity.ArcResult.Chain;
import org.serai.identity.ArcResult.Seal;
import org.serai.identity.DkimResult.Result;
import org.serai.identity.dkim.Canonicalization;
import org.serai.identity.dkim.Keys;
import org.serai.identity.dkim.MessageSignature;
import org.serai.identity.dkim.Proof;
import org.serai.identity.dkim.SignedMessage;
import org.serai.mail.Mail;
import org.serai.mime.MimeReader;

/** Verifies the Authenticated Received Chain of mails (RFC 8617 section 5.2). The look-ups of the keys run together. */
public final class ArcVerifier {

    /** Section 4.2.1. */
    private static final int MAX_INSTANCE = 50;

    private final MimeReader mime;
    private final MailDns dns;
    private final Clock clock;

    public ArcVerifier(MimeReader mime, MailDns dns, Clock clock) {
        this.mime = mime;
        this.dns = dns;
        this.clock = clock;
    }

    /**
     * What the chain is worth. Asked again for the same mail, it is the same answer.
     *
     * @throws java.io.UncheckedIOException when the spool cannot be read
     */
    public CompletableFuture<ArcResult> of(Mail mail) {
        return mail.ask(new ArcResult.Question(), () -> verify(mail));
    }

    private CompletableFuture<ArcResult> verify(Mail mail) {
        SignedMessage message = SignedMessage.of(mail, mime);
        int seals = message.fields("arc-seal").size();
        if (seals == 0
                && message.fields("arc-message-signature").isEmpty()
                && message.fields("arc-authentication-results").isEmpty()) {
            return done(new ArcResult(Chain.NONE, List.of(), ""));
        }
        try {
            if (message.truncated()) {
                throw new ChainException("the header is larger than mime.max-header");
            }
            if (seals > MAX_INSTANCE) {
                throw new ChainException("more than " + MAX_INSTANCE + " instances");
            }
            return verify(
                    ArcSet.join(
                            message.fields("arc-authentication-results"),
                            message.fields("arc-message-signature"),
                            message.fields("arc-seal")),
                    message,
                    new Keys(dns.of(mail, "arc")));
        } catch (ChainException e) {
            return done(new ArcResult(Chain.FAIL, List.of(), e.why()));
        }
    }

    private CompletableFuture<ArcResult> verify(List<ArcSet> sets, SignedMessage message, Keys keys) {
        List<Seal> seals = seals(sets);
        ArcSet newest = sets.get(sets.size() - 1);
        MessageSignature signature;
        try {
            requireValidations(sets);
            signature = ChainException.unless(
                    sets.size(),
                    () -> MessageSignature.ofArc(newest.signature(), newest.signatureTags(), clock.instant()));
        } catch (ChainException e) {
            return done(new ArcResult(Chain.FAIL, seals, e.why()));
        }
        keys.ask(signature.signer());
        sets.forEach(set -> keys.ask(set.signer()));
        message.read(List.of(signature.body()));
        return keys.then(() -> {
            Proof proof = signature.verify(message, keys);
            if (proof.result() != Result.PASS) {
                return broken(seals, sets.size(), "ARC-Message-Signature", proof);
            }
            // With l= anybody can append another mail, and nobody who seals has a reason for it.
            return message.isWhole(signature.body())
                    ? sealed(sets, seals, message, keys)
                    : new ArcResult(Chain.FAIL, seals, "l= leaves a part of the body unsigned");
        });
    }

    private static CompletableFuture<ArcResult> done(ArcResult result) {
        return CompletableFuture.completedFuture(result);
    }

    private static List<Seal> seals(List<ArcSet> sets) {
        var seals = new ArrayList<Seal>();
        for (int i = 0; i < sets.size(); i++) {
            seals.add(sets.get(i).told(i + 1));
        }
        Collections.reverse(seals);
        return seals;
    }

    /** Each server has said that the chain before it was whole. */
    private static void requireValidations(List<ArcSet> sets) throws ChainException {
        for (int i = sets.size(); i > 0; i--) {
            ArcSet set = sets.get(i - 1);
            if (!set.validation().equals(i == 1 ? "none" : "pass")) {
                throw new ChainException("instance " + i + ": cv= is not " + (i == 1 ? "none" : "pass"));
            }
        }
    }

    /** Section 5.1.1: a seal signs all sets so far, in their order, itself without its signature the last. */
    private static ArcResult sealed(List<ArcSet> sets, List<Seal> seals, SignedMessage message, Keys keys) {
        var octets = new ByteArrayOutputStream();
        int[] before = new int[sets.size()];
        for (int i = 0; i < sets.size(); i++) {
            ArcSet set = sets.get(i);
            octets.writeBytes(message.canonical(set.results(), Canonicalization.RELAXED));
            octets.writeBytes(message.canonical(set.signature(), Canonicalization.RELAXED));
            before[i] = octets.size();
            octets.writeBytes(message.canonical(set.seal(), Canonicalization.RELAXED));
        }
        byte[] all = octets.toByteArray();
        for (int i = sets.size() - 1; i >= 0; i--) {
            ArcSet set = sets.get(i);
            var signed = new ByteArrayOutputStream();
            signed.write(all, 0, before[i]);
            signed.writeBytes(message.unsigned(set.seal(), Canonicalization.RELAXED));
            Proof proof = keys.prove(set.signer(), signed.toByteArray());
            if (proof.result() != Result.PASS) {
                return broken(seals, i + 1, "ARC-Seal", proof);
            }
        }
        return new ArcResult(Chain.PASS, seals, "");
    }

    private static ArcResult broken(List<Seal> seals, int instance, String field, Proof proof) {
        return new ArcResult(
                proof.result() == Result.TEMPERROR ? Chain.TEMPERROR : Chain.FAIL,
                seals,
                field + " " + instance + ": " + proof.cause());
    }
}
