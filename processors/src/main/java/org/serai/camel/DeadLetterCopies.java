package org.serai.camel;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.serai.custody.FileArchive;
import org.serai.custody.GoneException;
import org.serai.kafka.TopicRecord;
import org.serai.kafka.TopicScan;
import org.serai.verdict.KeptMail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes copies of messages over which a route failed away again. No index knows them, so a purge looks at all. */
final class DeadLetterCopies {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterCopies.class);

    /** What a purge looks for, and what it tells. */
    private record Search(String recipient, BiConsumer<String, String> left, Set<String> removed) {}

    private final FileArchive files;
    private final @Nullable TopicStore topic;
    private final @Nullable TopicScan scan;
    private final ClaimHome claims;

    /**
     * In files alone, or, where there is a topic, in its outbox.
     *
     * @param scan of the same topic
     */
    DeadLetterCopies(FileArchive files, @Nullable TopicStore topic, @Nullable TopicScan scan, ClaimHome claims) {
        this.files = files;
        this.topic = topic;
        this.scan = scan;
        this.claims = claims;
    }

    /** The copy under this id: in files of this node, or on the topic, where it has one or none. */
    void remove(String id) throws IOException {
        files.remove(id);
        removeClaim(id);
        if (topic != null) {
            topic.remove(id);
        }
    }

    /**
     * All of which somebody is a recipient.
     *
     * @param left is told of each that is there still, or may be, and why
     * @return how many are gone
     */
    int purge(String recipient, BiConsumer<String, String> left) {
        var search = new Search(recipient, left, new HashSet<>());
        purgeFiles(search);
        if (topic != null && scan != null) {
            purgeTopic(topic, scan, search);
        }
        return search.removed().size();
    }

    private void purgeFiles(Search search) {
        try {
            for (String id : files.contents(Integer.MAX_VALUE).first()) {
                try {
                    if (concerns(id, files.open(id).json(), search)) {
                        files.remove(id);
                        removeClaim(id);
                        search.removed().add(id);
                    }
                } catch (GoneException e) {
                    LOG.debug("{} was shipped or removed just now", id, e);
                } catch (IOException e) {
                    search.left().accept(id, "a copy of a dead letter: " + e.getMessage());
                }
            }
        } catch (IOException e) {
            search.left().accept("dead-letter", "the copies cannot be listed: " + e.getMessage());
        }
    }

    private void purgeTopic(TopicStore topic, TopicScan scan, Search search) {
        // By key whether the last record has a claim.
        var found = new HashMap<String, Boolean>();
        try {
            scan.records(topic.name(), (id, record) -> {
                if (record != null && concerns(record, search)) {
                    found.put(id, record.claim() != null);
                } else {
                    found.remove(id);
                }
            });
        } catch (IOException e) {
            search.left().accept("dead-letter", "the copies cannot be looked at: " + e.getMessage());
            return;
        }
        for (Map.Entry<String, Boolean> each : found.entrySet()) {
            try {
                topic.remove(each.getKey());
                if (each.getValue()) {
                    claims.remove(each.getKey());
                }
                search.removed().add(each.getKey());
            } catch (IOException e) {
                search.left().accept(each.getKey(), "a copy of a dead letter: " + e.getMessage());
            }
        }
    }

    private void removeClaim(String id) throws IOException {
        if (topic != null) {
            claims.remove(id);
        }
    }

    private boolean concerns(TopicRecord record, Search search) {
        try {
            String verdict = record.verdict();
            return concerns(
                    record.id(), verdict == null ? claims.open(record.id()).json() : verdict, search);
        } catch (GoneException e) {
            LOG.debug("{} has a record and no claim", record.id(), e);
        } catch (IOException | IllegalArgumentException e) {
            search.left().accept(record.id(), "a copy of a dead letter: " + e.getMessage());
        }
        return false;
    }

    private static boolean concerns(String id, String json, Search search) throws IOException {
        return KeptMail.parse(id, json).recipients().stream()
                .anyMatch(path -> path.text().equalsIgnoreCase(search.recipient())
                        || path.address().equalsIgnoreCase(search.recipient()));
    }
}
