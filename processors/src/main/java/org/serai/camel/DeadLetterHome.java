package org.serai.camel;

import java.time.Clock;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;
import org.serai.camel.QuarantineSettings.Fallback;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.custody.FileArchive;
import org.serai.custody.FileStore;
import org.serai.custody.MessageStore;

/** Where copies of messages lie over which a route failed, as the properties say: files, or a topic of Kafka with an outbox. */
final class DeadLetterHome {

    static final String NAME = "dead-letter";

    /** They wait for the topic, each with one message in memory. */
    private static final int SENDERS = 4;

    private final @Nullable FileStore files;
    private final @Nullable FileArchive kept;
    private final @Nullable TopicHome topic;
    private final DeadLetterCopies copies;

    /** Begins to look at the topic; {@link #bind} waits for that. */
    DeadLetterHome(
            Settings settings,
            Directories directories,
            String node,
            ClaimHome claims,
            Resources resources,
            Clock clock) {
        var letters = settings.bind("dead-letter.", PolicySettings.DeadLetter.class);
        if (!letters.onTopic()) {
            files = directories.at("dead-letter.uri", NAME, path -> new FileStore(path, clock));
            kept = directories.at("dead-letter.uri", NAME, FileArchive::new);
            topic = null;
            copies = new DeadLetterCopies(kept, null, null, claims);
            return;
        }
        files = null;
        kept = null;
        var quarantine = settings.bind("quarantine.", QuarantineSettings.Quarantine.class);
        var use = new TopicHome.Use(
                NAME,
                "serai.dead-letter.v1",
                letters.uri(),
                quarantine.timeout(),
                Fallback.FILE,
                quarantine.retention(),
                quarantine.forgetting(),
                SENDERS);
        topic = new TopicHome(use, settings, directories, node, claims, Outbox.Shipped.NOBODY, resources, clock);
        copies = new DeadLetterCopies(topic.waiting(), topic.topic(), KeptMessages.scan(settings, directories), claims);
    }

    MessageStore store() {
        if (topic != null) {
            return topic.topic();
        }
        return files == null ? MessageStore.NONE : files;
    }

    /** All that were kept, for whoever takes some away. */
    DeadLetterCopies copies() {
        return copies;
    }

    /** Null: there are files. */
    @Nullable
    TopicHome topic() {
        return topic;
    }

    Map<String, Function<SeraiComponent.Options, Step>> steps() {
        return topic == null ? Map.of() : topic.steps();
    }

    void tidy() {
        if (files != null) {
            files.tidy();
        }
        if (topic != null) {
            topic.tidy();
        }
    }

    /**
     * Gives Camel what the routes ask for, and the janitor of quarantine copies in files.
     *
     * @throws ConfigException when the topic must not be used
     */
    void bind(Main main, QuarantineHome quarantine) {
        if (kept != null) {
            quarantine.sweeps("the dead-letter store", kept);
        }
        main.bind("deadLetterHeaders", OnlyHeaders.out(TopicRecords.HEADERS));
        main.bind("deadLetterHealth", Health.ofDeadLetters(this));
        if (topic != null) {
            topic.looked();
        }
    }

    /** The routes run. */
    void started(ProducerTemplate template) {
        if (topic != null) {
            topic.started(template);
        }
    }

    /** For health. */
    Map<String, Object> status() {
        return topic == null ? Map.of("place", "files") : topic.status();
    }
}
