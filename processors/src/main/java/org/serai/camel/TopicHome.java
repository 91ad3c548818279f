package org.serai.camel;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.serai.camel.QuarantineSettings.Fallback;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.custody.FileArchive;
import org.serai.custody.FileStore;
import org.serai.kafka.Access;
import org.serai.kafka.KafkaSettings;
import org.serai.kafka.QuarantineTopic;
import org.serai.kafka.TopicUri;

/** A topic that keeps messages, with the outbox in which they wait while it does not confirm, and the routes of both. */
final class TopicHome {

    /** Messages on disk that may wait for a thread. */
    private static final int QUEUE = 1000;

    /** For each question to brokers, at the start and again. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * What a topic is for.
     *
     * @param name begins the names of its routes and steps, and is that of its outbox
     * @param type {@code ce_type} of its records
     * @param uri {@code kafka:<topic>}, as the property {@code <name>.uri} says
     * @param timeout for one message
     * @param fallback while it does not confirm
     * @param retention of a topic that is made
     * @param forgetting as {@link QuarantineTopic} has it
     * @param senders threads that wait for it, each with one message in memory
     */
    record Use(
            String name,
            String type,
            String uri,
            Duration timeout,
            Fallback fallback,
            Duration retention,
            @Nullable Duration forgetting,
            int senders) {

        /** Sends one message. */
        static String topicRoute(String name) {
            return name + "-topic";
        }

        /** Ships what waits. */
        static String outboxRoute(String name) {
            return name + "-outbox";
        }
    }

    private final FileStore aside;
    private final FileArchive waiting;
    private final TopicStore topic;
    private final Outbox outbox;
    private final CompletableFuture<Void> looked;

    /**
     * Begins to look at the topic; {@link #looked} waits for that.
     *
     * @param shipped is told of each message that has waited
     * @throws ConfigException when there are no brokers
     */
    TopicHome(
            Use use,
            Settings settings,
            Directories directories,
            String node,
            ClaimHome claims,
            Outbox.Shipped shipped,
            Resources resources,
            Clock clock) {
        var kafka = settings.bind("kafka.", KafkaSettings.class);
        if (kafka.brokers().isEmpty()) {
            throw new ConfigException(
                    settings.where(use.name() + ".uri") + " = " + use.uri() + " needs kafka.brokers = host:port");
        }
        String place = "outbox/" + use.name();
        aside = directories.data(place, path -> new FileStore(path, clock));
        waiting = directories.data(place, FileArchive::new);
        topic = new TopicStore(
                new QuarantineTopic(
                        TopicUri.topic(use.uri()),
                        kafka,
                        Access.of(kafka, directories.home()),
                        use.retention(),
                        PATIENCE,
                        use.forgetting()),
                new TopicRecords(use.type(), node, kafka.maxInlineSize().bytes(), claims.store()),
                aside,
                waiting,
                use,
                resources.waiters("serai-" + use.name(), use.senders(), QUEUE));
        outbox = new Outbox(use.name(), topic, shipped, clock);
        looked = CompletableFuture.runAsync(topic::look);
    }

    TopicStore topic() {
        return topic;
    }

    /** What waits. */
    FileArchive waiting() {
        return waiting;
    }

    Map<String, Function<SeraiComponent.Options, Step>> steps() {
        return outbox.steps();
    }

    void tidy() {
        aside.tidy();
    }

    /**
     * Waits until the topic was looked at.
     *
     * @throws ConfigException when it must not be used
     */
    void looked() {
        try {
            looked.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ConfigException told ? told : e;
        }
    }

    /** The routes run. */
    void started(ProducerTemplate template) {
        topic.started(template);
    }

    boolean open() {
        return topic.state().open();
    }

    long messages() {
        return outbox.messages();
    }

    Duration age() {
        return outbox.age();
    }

    /** For health. */
    Map<String, Object> status() {
        var out = new LinkedHashMap<String, Object>();
        TopicStore.State state = topic.state();
        out.put("place", "topic " + topic.name());
        out.put("topic", state.open() ? "confirms" : state.problem());
        out.put("outbox", messages());
        out.put("outbox-age-seconds", age().toSeconds());
        return out;
    }
}
