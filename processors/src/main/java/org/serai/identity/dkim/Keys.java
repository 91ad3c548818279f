package org.serai.identity.dkim;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.serai.dns.Answer;
import org.serai.dns.Dns;
import org.serai.dns.RecordType;

/** The keys that the signatures of one mail need: each asked for once, all at the same time. */
public final class Keys {

    private final Dns dns;
    private final Map<String, CompletableFuture<Answer<String>>> asked = new HashMap<>();

    public Keys(Dns dns) {
        this.dns = dns;
    }

    /** Asks for the key of this signer, unless somebody did. */
    public void ask(Signer signer) {
        asked.computeIfAbsent(signer.keyName(), name -> dns.lookup(name, RecordType.TXT));
    }

    /** Does this when all answers are there: at once, or on a thread that is not the resolver's, which has others to serve. */
    public <T> CompletableFuture<T> then(Supplier<T> work) {
        var all = CompletableFuture.allOf(asked.values().toArray(new CompletableFuture<?>[0]));
        return all.isDone() ? CompletableFuture.completedFuture(work.get()) : all.thenApplyAsync(done -> work.get());
    }

    /**
     * Verifies a signature with the keys of its signer, which must be there.
     *
     * @param data what is signed, in canonical form
     */
    public Proof prove(Signer signer, byte[] data) {
        CompletableFuture<Answer<String>> answer = asked.get(signer.keyName());
        if (answer == null || !answer.isDone()) {
            throw new IllegalStateException("there is no answer yet");
        }
        return Proof.of(answer.join(), signer, data);
    }
}
