package org.serai.dns;

import java.net.InetAddress;
import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.serai.dns.RecordType.MailExchanger;

/** Answers that may be given again, bounded in number and size: the one not used for longest goes first. Safe for use by many threads. */
final class AnswerCache {

    /** A question. */
    record Key(String name, RecordType<?> type) {}

    private record Kept(Answer<?> answer, long until, int size) {}

    /** Map entry, key and record, without what they hold. */
    private static final int ENTRY = 200;

    private final Map<Key, Kept> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final int mostEntries;
    private final long mostBytes;
    private final Clock clock;
    private long bytes;

    AnswerCache(int mostEntries, long mostBytes, Clock clock) {
        this.mostEntries = mostEntries;
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    synchronized @Nullable Answer<?> get(Key key) {
        Kept kept = entries.get(key);
        if (kept == null) {
            return null;
        }
        if (kept.until() <= clock.millis()) {
            remove(key);
            return null;
        }
        return kept.answer();
    }

    synchronized void put(Key key, Answer<?> answer, long millis) {
        int size = size(key, answer);
        if (millis <= 0 || mostEntries == 0 || size > mostBytes) {
            return;
        }
        remove(key);
        entries.put(key, new Kept(answer, clock.millis() + millis, size));
        bytes += size;
        Iterator<Map.Entry<Key, Kept>> eldest = entries.entrySet().iterator();
        while (entries.size() > mostEntries || bytes > mostBytes) {
            bytes -= eldest.next().getValue().size();
            eldest.remove();
        }
    }

    synchronized int size() {
        return entries.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    private void remove(Key key) {
        Kept gone = entries.remove(key);
        if (gone != null) {
            bytes -= gone.size();
        }
    }

    /** Estimated, in octets of heap. */
    private static int size(Key key, Answer<?> answer) {
        int size = ENTRY + key.name().length();
        for (Object record : answer.records()) {
            size += record instanceof InetAddress
                    ? 72
                    : record instanceof MailExchanger mx
                            ? 80 + mx.exchange().length()
                            : 56 + record.toString().length();
        }
        return size;
    }
}
