package org.serai.camel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.serai.camel.QuarantineSettings.Fallback;
import org.serai.config.ConfigException;
import org.serai.custody.FileArchive;
import org.serai.custody.FileStore;
import org.serai.custody.MessageStore;
import org.serai.custody.Place;
import org.serai.kafka.QuarantineTopic;
import org.serai.kafka.QuarantineTopic.UnreachableException;
import org.serai.mail.Content;
import org.serai.mail.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps messages on a topic, by a route such as {@code routes/listeners/quarantine-topic.camel.yaml}. While the topic does not confirm, and
 * for copies that are held, they lie in the outbox, which {@link Outbox} ships.
 */
final class TopicStore implements MessageStore {

    private static final Logger LOG = LoggerFactory.getLogger(TopicStore.class);

    private static final String UNREACHABLE = "not reachable: ";

    private static final Duration LEAST = Duration.ofSeconds(1);

    /** Of messages that may be on the topic, though nobody has confirmed it; more than an outage of brokers leaves under way. */
    private static final int MOST_DOUBTFUL = 10_000;

    /**
     * How the topic does.
     *
     * @param open messages go there
     * @param largest octets that it takes as a record
     * @param problem why they do not
     */
    record State(boolean open, int largest, String problem) {}

    private final QuarantineTopic topic;
    private final TopicRecords records;
    private final FileStore outbox;
    private final FileArchive waiting;
    private final TopicHome.Use use;
    private final String route;
    private final Executor senders;
    private final LongAdder aside = new LongAdder();
    private final Set<String> doubtful = Collections.synchronizedSet(new LinkedHashSet<>());
    private volatile State state = new State(false, 0, "not looked at yet");
    private volatile @Nullable ProducerTemplate camel;

    /**
     * @param outbox with {@code waiting} over the same directory
     * @param senders threads that wait for the topic
     */
    TopicStore(
            QuarantineTopic topic,
            TopicRecords records,
            FileStore outbox,
            FileArchive waiting,
            TopicHome.Use use,
            Executor senders) {
        this.topic = topic;
        this.records = records;
        this.outbox = outbox;
        this.waiting = waiting;
        this.use = use;
        this.route = TopicHome.Use.topicRoute(use.name());
        this.senders = senders;
    }

    /**
     * Looks at the topic for the first time.
     *
     * @throws ConfigException when it must not be used
     */
    void look() {
        try {
            state = new State(false, topic.ensure(), "Camel does not run yet");
        } catch (UnreachableException e) {
            closed(UNREACHABLE + e.getMessage());
        }
    }

    /** The routes run. */
    void started(ProducerTemplate template) {
        camel = template;
        State looked = state;
        if (looked.largest() > 0) {
            state = new State(true, looked.largest(), "");
        }
    }

    State state() {
        return state;
    }

    String name() {
        return topic.name();
    }

    /** How many messages went into the outbox since the topic did not confirm them. */
    LongAdder aside() {
        return aside;
    }

    /** Messages are sent there from now on. */
    void open() {
        State before = state;
        if (!before.open() && before.largest() > 0) {
            state = new State(true, before.largest(), "");
            LOG.info("Topic {} confirms again", topic.name());
        }
    }

    /** Looks whether the topic answers again where it did not; false when not. */
    boolean reachable() {
        if (state.open()) {
            return true;
        }
        try {
            state = new State(false, topic.ensure(), state.problem());
            return camel != null;
        } catch (UnreachableException e) {
            closed(UNREACHABLE + e.getMessage());
            return false;
        } catch (ConfigException e) {
            closed(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void closed(String problem) {
        State before = state;
        state = new State(false, 0, problem);
        if (before.open() || !before.problem().equals(problem)) {
            LOG.error(
                    "Topic {} does not confirm: {}; {}",
                    topic.name(),
                    problem,
                    use.fallback() == Fallback.FILE ? "messages wait in the outbox" : "senders are told to try again");
        }
    }

    @Override
    public Held hold(String id, Content content, String json) throws IOException {
        return outbox.hold(id, content, json);
    }

    @Override
    public CompletionStage<Place> keep(String id, Content content, String json, Deadline until) {
        Deadline last = Deadline.in(use.timeout()).earlier(until.passed() ? Deadline.in(LEAST) : until);
        var kept = new CompletableFuture<Place>();
        if (!state.open()) {
            aside(id, content, json, kept);
            return kept;
        }
        try {
            senders.execute(() -> send(id, content, json, last, kept));
        } catch (RejectedExecutionException e) {
            LOG.debug("Too many wait for the topic", e);
            aside(id, content, json, kept);
        }
        return kept;
    }

    private void send(String id, Content content, String json, Deadline until, CompletableFuture<Place> kept) {
        State now = state;
        if (!now.open() || until.passed()) {
            aside(id, content, json, kept);
            return;
        }
        TopicRecords.Ready record;
        try {
            record = records.of(id, content, json, now.largest());
        } catch (IOException | RuntimeException | Error e) {
            // Its own affair, such as a claim that cannot be written: the topic may be well.
            LOG.error("{} cannot be made a record of topic {}: {}", id, topic.name(), e.toString());
            aside(id, content, json, kept);
            return;
        }
        Deadline last = until.remainingNanos() < LEAST.toNanos() ? Deadline.in(LEAST) : until;
        Place place;
        try {
            place = confirmed(record, last);
        } catch (IOException | RuntimeException | Error e) {
            LOG.debug("{} is not confirmed", id, e);
            doubt(id);
            closed(String.valueOf(e.getMessage()));
            aside(id, content, json, kept);
            return;
        }
        kept.complete(place);
    }

    private void aside(String id, Content content, String json, CompletableFuture<Place> kept) {
        if (use.fallback() == Fallback.DEFER) {
            kept.completeExceptionally(new IOException("topic " + topic.name() + " does not confirm"));
            return;
        }
        try {
            outbox.put(id, content, json);
        } catch (IOException | RuntimeException e) {
            kept.completeExceptionally(e);
            return;
        }
        aside.increment();
        kept.complete(Place.OUTBOX);
    }

    private Place confirmed(TopicRecords.Ready record, Deadline until) throws IOException {
        ProducerTemplate running = camel;
        if (running == null) {
            throw new IOException("Camel does not run yet");
        }
        try {
            Exchange sent = running.asyncSend("direct:" + route, exchange -> record.into(exchange.getMessage()))
                    .get(Math.max(0, until.remainingNanos()), TimeUnit.NANOSECONDS);
            return place(sent, record.claim());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + use.timeout().toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Serai is being stopped", e);
        }
    }

    /**
     * Where the route has put the record.
     *
     * @throws IOException when nobody has confirmed it
     */
    Place place(Exchange sent, boolean claim) throws IOException {
        if (sent.getException() != null) {
            throw new IOException(String.valueOf(sent.getException().getMessage()), sent.getException());
        }
        if (sent.getMessage().getHeader(KafkaConstants.KAFKA_RECORD_META) instanceof List<?> all
                && all.size() == 1
                && all.get(0) instanceof RecordMetadata at) {
            return Place.topic(at.topic(), at.partition(), at.offset(), claim);
        }
        throw new IOException("route " + route + " has sent nothing to Kafka, or its recordMetadata is off");
    }

    /**
     * Writes the record by which the topic forgets a message, a key without a value.
     *
     * @throws IOException when it is not confirmed
     */
    void remove(String id) throws IOException {
        confirmed(TopicRecords.Ready.tombstone(id), Deadline.in(use.timeout()));
        LOG.info("{} is taken from topic {}", id, topic.name());
    }

    /** The same for one that was deleted while it was on its way. */
    void removeLater(String id) {
        CompletableFuture.runAsync(
                        () -> {
                            try {
                                remove(id);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        senders)
                .exceptionally(failure -> {
                    LOG.error("{} was deleted, and is on topic {} all the same", id, topic.name(), failure);
                    return null;
                });
    }

    /** The topic takes nothing any more: no fault of the message that was to be sent. */
    static final class ClosedException extends IOException {

        private static final long serialVersionUID = 1;

        ClosedException(String message) {
            super(message);
        }
    }

    /**
     * The record of a message in the outbox.
     *
     * @throws ClosedException when the topic has just ceased to confirm
     */
    TopicRecords.Ready record(String id) throws IOException {
        var stored = waiting.open(id);
        int largest = state.largest();
        if (largest == 0) {
            throw new ClosedException("topic " + topic.name() + " has just ceased to confirm");
        }
        return records.of(id, stored.content(), stored.json(), largest);
    }

    /** A message of the outbox is sent: until it is {@link #settled} it may be on the topic. */
    void doubt(String id) {
        synchronized (doubtful) {
            doubtful.add(id);
            if (doubtful.size() > MOST_DOUBTFUL) {
                doubtful.remove(doubtful.iterator().next());
            }
        }
    }

    /** It is known where a message lies. */
    void settled(String id) {
        doubtful.remove(id);
    }

    /** Whether a message that waits may be on the topic as well: it was sent, and no answer came. */
    boolean isDoubtful(String id) {
        return doubtful.contains(id);
    }

    /** When a message in the outbox was kept. */
    @Nullable
    Instant kept(String id) throws IOException {
        return waiting.kept(id);
    }

    FileArchive waiting() {
        return waiting;
    }
}
