package org.serai.identity.spf;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.serai.dns.Answer;
import org.serai.dns.Dns;
import org.serai.dns.RecordType;
import org.serai.dns.RecordType.MailExchanger;

/** What one evaluation asks the DNS: each question once, with what was answered as evidence. Not for use by two threads at once. */
final class Lookups {

    private static final int SHOWN = 200;

    private record Key(String name, RecordType<?> type) {}

    private final Dns dns;
    private final Map<Key, CompletableFuture<?>> answers = new HashMap<>();
    private final Set<Key> needed = new LinkedHashSet<>();

    Lookups(Dns dns) {
        this.dns = dns;
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
                out.add(clipped(key.type() + " " + key.name() + ": " + text(known)));
            }
        }
        return out;
    }

    private static String text(Answer<?> answer) {
        if (answer instanceof Answer.Found<?> found) {
            return String.join(
                    ", ", found.records().stream().map(Lookups::record).toList());
        } else if (answer instanceof Answer.ServFail<?> failure) {
            return "failed, " + failure.cause();
        }
        return answer instanceof Answer.Timeout
                ? "timeout"
                : answer instanceof Answer.NoData ? "nothing" : "no such name";
    }

    private static String record(Object record) {
        if (record instanceof MailExchanger mx) {
            return mx.preference() + " " + mx.exchange();
        }
        return record instanceof InetAddress address ? Addresses.text(address) : String.valueOf(record);
    }

    private static String clipped(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
