package org.serai.camel;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.main.Main;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.custody.ClaimStore;
import org.serai.custody.FileArchive;
import org.serai.custody.FileStore;
import org.serai.custody.MessageStore;
import org.serai.custody.Place;
import org.serai.custody.Quarantine;
import org.serai.custody.QuarantineEntry;
import org.serai.custody.Stored;
import org.serai.kafka.Access;
import org.serai.kafka.KafkaSettings;
import org.serai.kafka.QuarantineTopic;
import org.serai.kafka.RecordReader;
import org.serai.kafka.TopicRecord;
import org.serai.mail.BytesContent;
import org.serai.mime.MimeReader;
import org.serai.store.Tables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where quarantined messages lie, as the properties say: files, or a topic of Kafka with an outbox; and the index of both. */
final class QuarantineHome {

    private static final Logger LOG = LoggerFactory.getLogger(QuarantineHome.class);

    /** Threads that wait for the topic, each with one message in memory; and messages on disk that may wait for a thread. */
    private static final int SENDERS = 16;

    private static final int QUEUE = 1000;

    /** For each question to brokers, at the start and again. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final QuarantineSettings.Quarantine settings;
    private final Access access;
    private final MessageStore store;
    private final Quarantine index;
    private final @Nullable FileArchive kept;
    private final @Nullable FileArchive claims;
    private final @Nullable FileArchive waiting;
    private final List<FileStore> stores;
    private final Map<String, FileArchive> others = new LinkedHashMap<>();
    private final String node;
    private final Clock clock;
    private final @Nullable TopicQuarantine topic;
    private final @Nullable Outbox outbox;
    private CompletableFuture<Void> looked = CompletableFuture.completedFuture(null);

    /** Begins to look at the topic; {@link #bind} waits for that. */
    QuarantineHome(
            Settings settings, Directories directories, String node, Tables tables, Resources resources, Clock clock) {
        this.settings = settings.bind("quarantine.", QuarantineSettings.Quarantine.class);
        this.node = node;
        this.clock = clock;
        var kafka = settings.bind("kafka.", KafkaSettings.class);
        this.access = Access.of(kafka, directories.home());
        this.index = new Quarantine(this.settings.maxEntries(), this.settings.retention(), tables, this::open);
        var mime = new MimeReader(settings.bind("mime.", MimeReader.Limits.class));
        if (!this.settings.onTopic()) {
            Directory files = directories.at("quarantine.uri", "quarantine", this::directory);
            stores = List.of(files.store());
            kept = files.archive();
            claims = null;
            waiting = null;
            topic = null;
            outbox = null;
            store = new IndexedStore(files.store(), Place.FILES, index, mime, node, clock);
            return;
        }
        if (kafka.brokers().isEmpty()) {
            throw new ConfigException(settings.where("quarantine.uri") + " = " + this.settings.uri()
                    + " needs kafka.brokers = host:port");
        }
        Directory claimed = directories.at("claim-store.uri", "claims", this::directory);
        Directory aside = directories.data("outbox/quarantine", this::directory);
        stores = List.of(claimed.store(), aside.store());
        kept = null;
        claims = claimed.archive();
        waiting = aside.archive();
        topic = new TopicQuarantine(
                new QuarantineTopic(
                        this.settings.topic(),
                        kafka,
                        access,
                        this.settings.retention(),
                        PATIENCE,
                        this.settings.forgetting()),
                new TopicRecords(
                        node, kafka.maxInlineSize().bytes(), ClaimStore.of(claimed.store(), claimed.archive())),
                aside.store(),
                aside.archive(),
                this.settings,
                resources.waiters("serai-quarantine", SENDERS, QUEUE));
        outbox = new Outbox(topic, index, clock);
        store = new IndexedStore(topic, Place.OUTBOX, index, mime, node, clock);
        looked = CompletableFuture.runAsync(topic::look);
    }

    private record Directory(FileStore store, FileArchive archive) {}

    private Directory directory(Path path) throws IOException {
        return new Directory(new FileStore(path, clock), new FileArchive(path));
    }

    MessageStore store() {
        return store;
    }

    Map<String, Function<SeraiComponent.Options, Step>> steps() {
        var steps = new HashMap<String, Function<SeraiComponent.Options, Step>>();
        steps.put("quarantine-sweep", Steps.plain((Step.Now) exchange -> sweep()));
        if (outbox != null) {
            steps.putAll(outbox.steps());
        }
        return steps;
    }

    /** Removes what was never finished; call it now and then. */
    void tidy() {
        for (FileStore each : stores) {
            each.tidy();
        }
    }

    /** Copies of which the same holds as of the quarantine of files. */
    void sweeps(String name, FileArchive copies) {
        others.put(name, copies);
    }

    /** What waits for its topic stays, however old it is. */
    private void sweep() throws IOException {
        for (var other : others.entrySet()) {
            sweep(other.getKey(), other.getValue());
        }
        sweep("quarantine", kept);
        sweep("the claim store", claims);
    }

    private void sweep(String name, @Nullable FileArchive archive) throws IOException {
        int removed = archive == null
                ? 0
                : archive.sweep(
                        clock.instant().minus(settings.retention()),
                        settings.maxSize().bytes());
        if (removed > 0) {
            LOG.info("{} messages are removed from {}: their time is over, or there are too many", removed, name);
        }
    }

    /**
     * Gives Camel what the routes ask for.
     *
     * @throws ConfigException when the topic must not be used
     */
    void bind(Main main) {
        main.bind("quarantineHeaders", OnlyHeaders.out(TopicRecords.HEADERS));
        if (!access.property("bootstrap.servers").isEmpty()) {
            main.bind("kafka", component());
        }
        main.bind("quarantineHealth", Health.ofQuarantine(this));
        try {
            looked.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ConfigException told ? told : e;
        }
    }

    /** What {@code camel.component.kafka.*} says comes on top. */
    private KafkaComponent component() {
        var kafka = new KafkaComponent();
        var to = kafka.getConfiguration();
        var from = access.properties();
        to.setSecurityProtocol(access.property("security.protocol"));
        if (from.containsKey(SaslConfigs.SASL_MECHANISM)) {
            to.setSaslMechanism(access.property(SaslConfigs.SASL_MECHANISM));
            to.setSaslJaasConfig(access.property(SaslConfigs.SASL_JAAS_CONFIG));
        }
        if (from.containsKey(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG)) {
            to.setSslTruststoreType(access.property(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG));
            to.setSslTruststoreLocation(access.property(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG));
        }
        if (from.containsKey(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG)) {
            to.setSslKeystoreType(access.property(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG));
            to.setSslKeystoreLocation(access.property(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG));
        }
        return kafka;
    }

    /** The routes run. */
    void started(ProducerTemplate template) {
        if (topic != null) {
            topic.started(template);
        }
    }

    private Stored open(String id, QuarantineEntry entry) throws IOException {
        Place place = entry.place();
        return switch (place.kind()) {
            case FILES -> own(kept, id, entry).open(id);
            case OUTBOX -> own(waiting, id, entry).open(id);
            case TOPIC ->
                stored(
                        new RecordReader(access, settings.timeout())
                                .read(place.topic(), place.partition(), place.offset(), id),
                        entry);
        };
    }

    private FileArchive own(@Nullable FileArchive archive, String id, QuarantineEntry entry) throws IOException {
        if (archive == null || !entry.node().equals(node)) {
            throw new IOException(id + " lies in the files of " + entry.node());
        }
        return archive;
    }

    private Stored stored(TopicRecord record, QuarantineEntry entry) throws IOException {
        if (record.claim() != null) {
            // By the id that we looked for: a record cannot name a file.
            if (claims == null) {
                throw new IOException(
                        record.id() + " lies in a claim store, and quarantine.uri names no topic any more");
            }
            return claims.open(record.id()).verified(record.sha256());
        }
        String verdict = record.verdict();
        if (verdict == null) {
            throw new IOException(record.id() + ": the record has no verdict");
        }
        return new Stored(record.id(), new BytesContent(record.value()), verdict).verified(record.sha256());
    }

    /** The index of all that lies there. */
    Quarantine index() {
        return index;
    }

    /**
     * Takes the bytes of a message away, wherever they lie; again does nothing.
     *
     * @throws IOException when they are there still
     */
    void remove(String id, QuarantineEntry entry) throws IOException {
        Place place = entry.place();
        switch (place.kind()) {
            case FILES -> own(kept, id, entry).remove(id);
            case OUTBOX -> own(waiting, id, entry).remove(id);
            case TOPIC -> {
                if (topic == null || !topic.name().equals(place.topic())) {
                    throw new IOException(id + " lies on topic " + place.topic() + ", which is not quarantine.uri");
                }
                topic.remove(id);
                if (place.claim() && claims != null) {
                    claims.remove(id);
                }
            }
        }
    }

    boolean open() {
        return topic == null || topic.state().open();
    }

    long waiting() {
        return outbox == null ? 0 : outbox.messages();
    }

    Duration age() {
        return outbox == null ? Duration.ZERO : outbox.age();
    }

    long aside() {
        return topic == null ? 0 : topic.aside().sum();
    }

    /** For health. */
    Map<String, Object> status() {
        var out = new LinkedHashMap<String, Object>();
        if (topic == null) {
            out.put("place", "files");
            return out;
        }
        TopicQuarantine.State state = topic.state();
        out.put("place", "topic " + topic.name());
        out.put("topic", state.open() ? "confirms" : state.problem());
        out.put("outbox", waiting());
        out.put("outbox-age-seconds", age().toSeconds());
        return out;
    }
}
