package org.serai.identity.spf;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.serai.dns.Answer;
import org.serai.dns.Dns;
import org.serai.dns.RecordType;

/** Knows what was asked, and answers when it is told to. */
final class CountingDns implements Dns {

    final List<String> asked = new ArrayList<>();

    private final Dns behind;
    private final boolean waits;
    private final List<Runnable> waiting = new ArrayList<>();

    private CountingDns(Dns behind, boolean waits) {
        this.behind = behind;
        this.waits = waits;
    }

    static CountingDns atOnce(Dns behind) {
        return new CountingDns(behind, false);
    }

    static CountingDns onDemand(Dns behind) {
        return new CountingDns(behind, true);
    }

    @Override
    public <T> CompletableFuture<Answer<T>> lookup(String name, RecordType<T> type) {
        asked.add(type + " " + name);
        CompletableFuture<Answer<T>> answer = behind.lookup(name, type);
        if (!waits) {
            return answer;
        }
        var later = new CompletableFuture<Answer<T>>();
        waiting.add(() -> later.complete(answer.join()));
        return later;
    }

    /** Answers all that has been asked so far; false when nothing has. */
    boolean answer() {
        List<Runnable> now = List.copyOf(waiting);
        waiting.clear();
        now.forEach(Runnable::run);
        return !now.isEmpty();
    }
}
