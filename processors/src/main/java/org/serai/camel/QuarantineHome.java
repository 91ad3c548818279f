package org.serai.camel;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.main.Main;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.custody.FileArchive;
import org.serai.custody.FileStore;
import org.serai.custody.MessageStore;
import org.serai.custody.Place;
import org.serai.custody.Quarantine;
import org.serai.custody.QuarantineEntry;
import org.serai.custody.QuarantineEntry.State;
import org.serai.custody.Stored;
import org.serai.kafka.Access;
import org.serai.kafka.KafkaSettings;
import org.serai.kafka.RecordReader;
import org.serai.kafka.TopicRecord;
import org.serai.mail.BytesContent;
import org.serai.mime.MimeReader;
import org.serai.store.Tables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where quarantined messages lie, as the properties say: files, or a topic of Kafka with an outbox; and the index of both. */
final class QuarantineHome {

    static final String NAME = "quarantine";

    private static final Logger LOG = LoggerFactory.getLogger(QuarantineHome.class);

    /** They wait for the topic, each with one message in memory. */
    private static final int SENDERS = 16;

    private final QuarantineSettings.Quarantine settings;
    private final Access access;
    private final IndexedStore store;
    private final Unlisted unlisted;
    private final Quarantine index;
    private final @Nullable FileStore files;
    private final @Nullable FileArchive kept;
    private final ClaimHome claims;
    private final Map<String, FileArchive> others = new LinkedHashMap<>();
    private final String node;
    private final Clock clock;
    private final @Nullable TopicHome topic;

    /**
     * Begins to look at the topic; {@link #bind} waits for that.
     *
     * @param claims of all topics
     */
    QuarantineHome(
            Settings settings,
            Directories directories,
            String node,
            Tables tables,
            ClaimHome claims,
            Resources resources,
            Clock clock) {
        this.settings = settings.bind("quarantine.", QuarantineSettings.Quarantine.class);
        this.node = node;
        this.claims = claims;
        this.clock = clock;
        this.access = Access.of(settings.bind("kafka.", KafkaSettings.class), directories.home());
        this.index = new Quarantine(this.settings.maxEntries(), this.settings.retention(), tables, this::open);
        var mime = new MimeReader(settings.bind("mime.", MimeReader.Limits.class));
        if (!this.settings.onTopic()) {
            files = directories.at("quarantine.uri", NAME, path -> new FileStore(path, clock));
            kept = directories.at("quarantine.uri", NAME, FileArchive::new);
            topic = null;
            store = new IndexedStore(files, Place.FILES, index, mime, node, clock);
            unlisted = new Unlisted(kept, Place.FILES, index, store, this.settings.maxEntries(), clock);
            return;
        }
        files = null;
        kept = null;
        topic = new TopicHome(use(), settings, directories, node, claims, this::shipped, resources, clock);
        store = new IndexedStore(topic.topic(), Place.OUTBOX, index, mime, node, clock);
        unlisted = new Unlisted(topic.waiting(), Place.OUTBOX, index, store, this.settings.maxEntries(), clock);
    }

    private TopicHome.Use use() {
        return new TopicHome.Use(
                NAME,
                "serai.quarantined.v1",
                settings.uri(),
                settings.timeout(),
                settings.fallback(),
                settings.retention(),
                settings.forgetting(),
                SENDERS);
    }

    /** What was deleted while it was on its way is taken back; what the index does not know is entered while it is here. */
    private void shipped(String id, Place place) throws IOException {
        Optional<QuarantineEntry> entry =
                index.moved(id, place).toCompletableFuture().join();
        if (entry.isEmpty()) {
            enterShipped(id, place);
        } else if (entry.get().state() == State.DELETED) {
            removeLater(id);
        }
    }

    private void enterShipped(String id, Place place) throws IOException {
        Instant since = topic == null ? null : topic.waiting().kept(id);
        if (topic != null && since != null) {
            store.enter(topic.waiting().open(id), place, since)
                    .toCompletableFuture()
                    .join();
        }
    }

    private void removeLater(String id) {
        try {
            if (topic != null) {
                topic.topic().removeLater(id);
            }
        } catch (RuntimeException e) {
            LOG.error("{} was deleted, and is on its topic all the same", id, e);
        }
    }

    MessageStore store() {
        return store;
    }

    Map<String, Function<SeraiComponent.Options, Step>> steps() {
        var steps = new HashMap<String, Function<SeraiComponent.Options, Step>>();
        steps.put("quarantine-sweep", Steps.plain((Step.Now) exchange -> sweep()));
        if (topic != null) {
            steps.putAll(topic.steps());
        }
        return steps;
    }

    /** Removes what was never finished; call it now and then. */
    void tidy() {
        if (files != null) {
            files.tidy();
        }
        if (topic != null) {
            topic.tidy();
        }
        claims.tidy();
    }

    /** Copies of which the same holds as of the quarantine of files. */
    void sweeps(String name, FileArchive copies) {
        others.put(name, copies);
    }

    /** What waits for its topic stays, however old it is. One directory that cannot be read keeps nobody from the others. */
    private void sweep() {
        others.forEach((name, copies) -> sweep(name, copies::sweep));
        if (kept != null) {
            sweep(NAME, kept::sweep);
        }
        sweep("the claim store", claims::sweep);
        try {
            unlisted.enter();
        } catch (IOException e) {
            LOG.error("What the index of quarantine has lost cannot be looked for: {}", e.toString());
        }
    }

    private interface Sweeping {
        int sweep(Instant before, long mostBytes) throws IOException;
    }

    private void sweep(String name, Sweeping files) {
        int removed;
        try {
            removed = files.sweep(
                    clock.instant().minus(settings.retention()),
                    settings.maxSize().bytes());
        } catch (IOException e) {
            LOG.error("What is too old in {}, or too much, cannot be removed: {}", name, e.toString());
            return;
        }
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
        claims.bind(main);
        main.bind("quarantineHeaders", OnlyHeaders.out(TopicRecords.HEADERS));
        if (!access.property("bootstrap.servers").isEmpty()) {
            main.bind("kafka", component());
        }
        main.bind("quarantineHealth", Health.ofQuarantine(this));
        if (topic != null) {
            topic.looked();
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
        claims.started(template);
        if (topic != null) {
            topic.started(template);
        }
    }

    private Stored open(String id, QuarantineEntry entry) throws IOException {
        Place place = entry.place();
        return switch (place.kind()) {
            case FILES -> own(kept, id, entry).open(id);
            case OUTBOX ->
                own(topic == null ? null : topic.waiting(), id, entry).open(id);
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
            case OUTBOX -> {
                FileArchive waiting = own(topic == null ? null : topic.waiting(), id, entry);
                boolean waits = waiting.kept(id) != null;
                waiting.remove(id);
                if (topic != null && (!waits || topic.topic().isDoubtful(id))) {
                    // It was sent, and nobody could tell the index, or nobody has answered.
                    topic.topic().remove(id);
                    topic.topic().settled(id);
                }
                claims.remove(id);
            }
            case TOPIC -> {
                if (topic == null || !topic.topic().name().equals(place.topic())) {
                    throw new IOException(id + " lies on topic " + place.topic() + ", which is not quarantine.uri");
                }
                topic.topic().remove(id);
                if (place.claim()) {
                    claims.remove(id);
                }
            }
        }
    }

    boolean open() {
        return topic == null || topic.open();
    }

    long waiting() {
        return topic == null ? 0 : topic.messages();
    }

    Duration age() {
        return topic == null ? Duration.ZERO : topic.age();
    }

    long aside() {
        return topic == null ? 0 : topic.topic().aside().sum();
    }

    /** For health. */
    Map<String, Object> status() {
        return topic == null ? Map.of("place", "files") : topic.status();
    }
}
