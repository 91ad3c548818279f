package org.serai.verdict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.serai.custody.JournalEntry;
import org.serai.custody.JournalEntry.Kind;
import org.serai.custody.Segments;

/** Goes through a stretch of the journal and compares what senders were told with what is there. */
public final class Verification {

    private static final int READ = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What became of messages. */
    public enum End {
        DELIVERED,
        QUARANTINED,
        RELEASED,
        DELETED,
        DISCARDED,
        LEARNED,
        /** A request of one of our users, which goes nowhere. */
        ANSWERED,
        REPEATED,
        DEFERRED,
        REFUSED,
        ABANDONED,
        IN_DOUBT,
        /** Its intent is the last that is known, while Serai runs. */
        UNDER_WAY;

        /** For people. */
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Where quarantined messages lie. */
    public interface Quarantine {
        /**
         * What is wrong with a message that shall lie there; empty: nothing.
         *
         * @param sha256 of what came, hexadecimal; empty: not known
         */
        Optional<String> wrong(String id, String sha256) throws IOException;
    }

    private final Segments segments;
    private final Quarantine quarantine;
    private final Predicate<String> told;
    private final long toldBefore;
    private final Instant since;
    private final Instant until;
    private final BiConsumer<String, String> differs;
    private final Map<End, Long> counts = new EnumMap<>(End.class);
    private final Map<String, String> open = new LinkedHashMap<>();
    /** Of which quarantine has something to say, unless they were deleted later. */
    private final Map<String, String> kept = new LinkedHashMap<>();

    /**
     * A stretch by the time of events.
     *
     * @param told whether the event of a mail stands where audit.uri says
     * @param toldBefore as far in the journal as that is to be expected
     * @param differs gets the id of each mail with which something is wrong, and what
     */
    public Verification(
            Segments segments,
            Quarantine quarantine,
            Predicate<String> told,
            long toldBefore,
            Instant since,
            Instant until,
            BiConsumer<String, String> differs) {
        this.segments = segments;
        this.quarantine = quarantine;
        this.told = told;
        this.toldBefore = toldBefore;
        this.since = since;
        this.until = until;
        this.differs = differs;
    }

    /** Goes through it once; returns how many mails ended how. */
    public Map<End, Long> run() throws IOException {
        long at = segments.begin();
        long end = segments.end();
        while (true) {
            Segments.Batch batch = segments.read(at, end, READ);
            for (JournalEntry entry : batch.entries()) {
                look(entry);
            }
            if (batch.next() == at) {
                break;
            }
            at = batch.next();
        }
        kept.forEach(differs);
        for (String line : open.values()) {
            if (inStretch(JSON.readTree(line))) {
                count(End.UNDER_WAY);
            }
        }
        return counts;
    }

    private void look(JournalEntry entry) throws IOException {
        if (entry.kind() == Kind.INTENT) {
            open.put(entry.id(), entry.json());
            return;
        }
        open.remove(entry.id());
        JsonNode event;
        try {
            event = JSON.readTree(entry.json());
        } catch (JsonProcessingException e) {
            differs.accept(entry.id(), "its event is no JSON");
            return;
        }
        if (event.path("disposition").asText().equals(VerdictEvent.DELETED)) {
            // Also of what was kept in the stretch and is deleted behind it.
            kept.remove(event.at("/release/original").asText());
        }
        if (!inStretch(event)) {
            return;
        }
        if (entry.at() < toldBefore && !told.test(entry.id())) {
            differs.accept(entry.id(), "its event is not in the audit trail");
        }
        if (entry.kind() == Kind.IN_DOUBT) {
            count(End.IN_DOUBT);
            differs.accept(
                    entry.id(),
                    event.path("phase").asText().equals(VerdictEvent.RELEASE)
                            ? "in doubt: Serai ended while "
                                    + event.at("/release/original").asText()
                                    + " was released; the backend may have it, and a further release delivers it"
                            : "in doubt: Serai ended while it was handed over; its sender got no 250 and comes again");
            return;
        }
        End end = end(event);
        count(end);
        if ((end == End.DELIVERED || end == End.RELEASED)
                && event.at("/sha256/out").asText().isEmpty()) {
            differs.accept(entry.id(), "the sender was told 250, and there is no hash of what the backend has");
        }
        if (end == End.QUARANTINED || end == End.DELIVERED && copied(event)) {
            requireKept(entry.id(), event.at("/sha256/in").asText());
        }
    }

    private boolean inStretch(JsonNode event) {
        try {
            Instant time = Instant.parse(event.path("time").asText());
            return !time.isBefore(since) && time.isBefore(until);
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static End end(JsonNode event) {
        String disposition = event.path("disposition").asText();
        String reply = event.path("reply").asText();
        if (disposition.equals(VerdictEvent.DELETED)) {
            return End.DELETED;
        }
        if (!reply.startsWith("2")) {
            return disposition.equals(VerdictEvent.ABANDONED)
                    ? End.ABANDONED
                    : reply.startsWith("4") ? End.DEFERRED : End.REFUSED;
        }
        if (event.path("phase").asText().equals(VerdictEvent.RELEASE)) {
            return End.RELEASED;
        }
        return switch (disposition) {
            case "QUARANTINE" -> End.QUARANTINED;
            case "DISCARD" -> End.DISCARDED;
            default ->
                reply.startsWith("250 2.6.0 Accepted before,")
                        ? End.REPEATED
                        : has(event, "REPORT_MESSAGE")
                                ? End.LEARNED
                                : has(event, "DIGEST_MESSAGE") ? End.ANSWERED : End.DELIVERED;
        };
    }

    private static boolean has(JsonNode event, String symbol) {
        for (JsonNode finding : event.path("findings")) {
            if (finding.path("symbol").asText().equals(symbol)) {
                return true;
            }
        }
        return false;
    }

    /** Delivered to some, and kept for those whose policy says so. */
    private static boolean copied(JsonNode event) {
        for (JsonNode part : event.path("policies")) {
            if (part.path("disposition").asText().equals("QUARANTINE") && has(event, "POLICIES_MIXED")) {
                return true;
            }
        }
        return false;
    }

    private void requireKept(String id, String sha256) throws IOException {
        quarantine.wrong(id, sha256).ifPresent(what -> kept.put(id, "the sender was told 250, and " + what));
    }

    private void count(End end) {
        counts.merge(end, 1L, Long::sum);
    }
}
