package org.serai.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Remembers what it was asked and what was answered, as evidence. */
public final class RecordingDns implements Dns {

    /** Further questions are asked and not remembered. */
    private static final int MAX_QUESTIONS = 30;

    private final Dns behind;
    private final List<Asked<?>> asked = new ArrayList<>();

    private record Asked<T>(String name, RecordType<T> type, CompletableFuture<Answer<T>> answer) {}

    public RecordingDns(Dns behind) {
        this.behind = behind;
    }

    @Override
    public <T> CompletableFuture<Answer<T>> lookup(String name, RecordType<T> type) {
        CompletableFuture<Answer<T>> answer = behind.lookup(name, type);
        synchronized (asked) {
            if (asked.size() < MAX_QUESTIONS) {
                asked.add(new Asked<>(name, type, answer));
            }
        }
        return answer;
    }

    /** The questions that are answered by now, in order, each with its answer. */
    public List<String> evidence() {
        synchronized (asked) {
            return asked.stream()
                    .filter(each -> each.answer().isDone())
                    .map(each -> each.answer().join().evidence(each.type(), each.name()))
                    .toList();
        }
    }
}
