package org.serai.identity.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.serai.dns.Answer;
import org.serai.dns.Dns;
import org.serai.dns.RecordType;
import org.serai.dns.ReverseName;

/** What one evaluation asks the DNS: each question once, with what was answered as evidence. Not for use by two threads at once. */
final class Lookups {

    /** Names of one {@code mx} or {@code ptr} whose addresses are asked for. */
    static final int MAX_NAMES = 10;

    private record Key(String name, RecordType<?> type) {}

    private final Dns dns;
    private final InetAddress client;
    private final Map<Key, CompletableFuture<?>> answers = new HashMap<>();
    private final Set<Key> needed = new LinkedHashSet<>();
    private @Nullable CompletableFuture<List<String>> clientNames;

    Lookups(Dns dns, InetAddress client) {
        this.dns = dns;
        this.client = client;
    }

    <T> CompletableFuture<Answer<T>> ask(String name, RecordType<T> type) {
        needed.add(new Key(name, type));
        return start(name, type);
    }

    /** Asks for what may be needed later. */
    @SuppressWarnings("unchecked") // The key's type is that of its answer.
    <T> CompletableFuture<Answer<T>> start(String name, RecordType<T> type) {
        return (CompletableFuture<Answer<T>>)
                answers.computeIfAbsent(new Key(name, type), key -> dns.lookup(name, type));
    }

    RecordType<? extends InetAddress> addressType() {
        return client instanceof Inet4Address ? RecordType.A : RecordType.AAAA;
    }

    /** The addresses of a name in the client's family. */
    CompletableFuture<? extends Answer<? extends InetAddress>> addresses(String name) {
        return ask(name, addressType());
    }

    /** Those of several names, asked for at once. */
    CompletableFuture<List<? extends Answer<? extends InetAddress>>> addresses(List<String> names) {
        var all = names.stream().map(this::addresses).toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
    }

    /** The names that the client's address has, whether they have the address or not. */
    CompletableFuture<Answer<String>> reverse() {
        return ask(ReverseName.of(client), RecordType.PTR);
    }

    /** Those of the first {@value #MAX_NAMES} that have it (RFC 7208 section 5.5); none where the DNS fails. */
    CompletableFuture<List<String>> clientNames() {
        if (clientNames == null) {
            clientNames = reverse().thenCompose(answer -> {
                List<String> names = answer.records().stream()
                        .filter(Names::queryable)
                        .limit(MAX_NAMES)
                        .toList();
                return addresses(names).thenApply(found -> IntStream.range(0, names.size())
                        .filter(i -> found.get(i).records().contains(client))
                        .mapToObj(names::get)
                        .toList());
            });
        }
        return clientNames;
    }

    /** {@code %{p}} (section 7.3). */
    CompletableFuture<String> clientName(String domain) {
        return clientNames().thenApply(names -> names.stream()
                .filter(name -> name.equalsIgnoreCase(domain))
                .findFirst()
                .or(() -> names.stream()
                        .filter(name -> Names.within(name, domain))
                        .findFirst())
                .or(() -> names.stream().findFirst())
                .orElse("unknown"));
    }

    /** Questions, needed or not. */
    int count() {
        return answers.size();
    }

    /** The questions that were needed, in order, each with its answer. */
    List<String> evidence() {
        var out = new ArrayList<String>(needed.size());
        for (Key key : needed) {
            CompletableFuture<?> answer = answers.get(key);
            if (answer != null && answer.isDone() && answer.join() instanceof Answer<?> known) {
                out.add(known.evidence(key.type(), key.name()));
            }
        }
        return out;
    }
}
