package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A real broker of Kafka, which is its own controller, in a Java VM of its own with its data in a directory of its own. It can be
 * stopped, killed, made slow and started again on the same data and port.
 */
final class KafkaBroker implements AutoCloseable {

    static final String USER = "serai";
    static final String PASSWORD = "correct horse";

    /** How clients reach it. */
    enum Access {
        PLAIN,
        /** TLS, and a user with a password that is never sent. */
        SCRAM_OVER_TLS,
        /** A user with a password, in the clear. */
        SASL_PLAIN
    }

    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration READING = Duration.ofSeconds(60);

    /** The files of an empty data directory, by name. */
    private static final Map<Access, Map<String, byte[]>> FORMATTED = new ConcurrentHashMap<>();

    private final Path directory;
    private final Access access;
    private final int port = Ports.free();
    private final Pem pem;
    private ChildProcess child;

    private KafkaBroker(Path directory, Access access) throws IOException {
        this.directory = directory;
        this.access = access;
        this.pem = Pem.make(directory.resolve("tls"), "kafka");
        Files.writeString(config(), properties());
        Files.writeString(passwordFile(), PASSWORD + "\n");
        format();
        child = launch();
    }

    /** Takes a second; what it makes is the same for all that have one access. */
    private void format() throws IOException {
        Path log = directory.resolve("log");
        Map<String, byte[]> known = FORMATTED.get(access);
        if (known != null) {
            Files.createDirectory(log);
            for (var file : known.entrySet()) {
                Files.write(log.resolve(file.getKey()), file.getValue());
            }
            return;
        }
        var command =
                command("kafka.tools.StorageTool", "format", "-t", "c2VyYWktdGVzdC1rYWZrYQ", "-c", config().toString());
        if (access == Access.SCRAM_OVER_TLS) {
            command.addAll(List.of("--add-scram", "SCRAM-SHA-512=[name=" + USER + ",password=" + PASSWORD + "]"));
        }
        ChildProcess.run(command.toArray(String[]::new));
        var made = new HashMap<String, byte[]>();
        try (var files = Files.list(log)) {
            for (Path file : files.toList()) {
                made.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        FORMATTED.put(access, made);
    }

    static KafkaBroker start(Path directory) throws IOException {
        return new KafkaBroker(directory, Access.PLAIN);
    }

    static KafkaBroker start(Path directory, Access access) throws IOException {
        return new KafkaBroker(directory, access);
    }

    private Path config() {
        return directory.resolve("server.properties");
    }

    Path passwordFile() {
        return directory.resolve("password");
    }

    private String properties() throws IOException {
        int controller = Ports.free();
        int internal = Ports.free();
        var out = new LinkedHashMap<String, Object>();
        out.put("process.roles", "broker,controller");
        out.put("node.id", 1);
        out.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        out.put(
                "listeners",
                "CLIENTS://127.0.0.1:%d,INTERNAL://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(port, internal, controller));
        out.put("advertised.listeners", "CLIENTS://127.0.0.1:%d,INTERNAL://127.0.0.1:%d".formatted(port, internal));
        out.put("inter.broker.listener.name", "INTERNAL");
        out.put("controller.listener.names", "CONTROLLER");
        out.put("listener.security.protocol.map", "CLIENTS:" + protocol() + ",INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT");
        out.put("log.dirs", directory.resolve("log"));
        out.put("offsets.topic.replication.factor", 1);
        out.put("offsets.topic.num.partitions", 1);
        out.put("transaction.state.log.replication.factor", 1);
        out.put("transaction.state.log.min.isr", 1);
        out.put("group.initial.rebalance.delay.ms", 0);
        // Who was killed is not let in again before his session ends, which is nine seconds by default.
        out.put("broker.session.timeout.ms", 3000);
        out.put("broker.heartbeat.interval.ms", 500);
        switch (access) {
            case PLAIN -> {}
            case SCRAM_OVER_TLS -> {
                Path keystore = directory.resolve("broker.pem");
                Files.writeString(keystore, Files.readString(pem.key()) + Files.readString(pem.certificate()));
                out.put("ssl.keystore.type", "PEM");
                out.put("ssl.keystore.location", keystore);
                sasl(out, "SCRAM-SHA-512", "scram.ScramLoginModule required;");
            }
            case SASL_PLAIN ->
                sasl(out, "PLAIN", "plain.PlainLoginModule required user_%s=\"%s\";".formatted(USER, PASSWORD));
        }
        var text = new StringBuilder();
        out.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    private static void sasl(Map<String, Object> out, String mechanism, String login) {
        out.put("sasl.enabled.mechanisms", mechanism);
        String name = "listener.name.clients." + mechanism.toLowerCase(Locale.ROOT) + ".sasl.jaas.config";
        out.put(name, "org.apache.kafka.common.security." + login);
    }

    private String protocol() {
        return switch (access) {
            case PLAIN -> "PLAINTEXT";
            case SCRAM_OVER_TLS -> "SASL_SSL";
            case SASL_PLAIN -> "SASL_PLAINTEXT";
        };
    }

    private ChildProcess launch() {
        var started = ChildProcess.start(
                directory, directory.resolve("kafka.out"), Map.of(), command("kafka.Kafka", config().toString()));
        started.awaitPort(port, START);
        return started;
    }

    private static List<String> command(String main, String... arguments) {
        Path jars = Repository.root().resolve("test-data/kafka-broker/target/lib");
        assertThat(jars).as("made by bin/serai test").isDirectory();
        var out = new ArrayList<String>();
        out.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        out.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        // bin/serai test tells what bin/serai run --with-kafka would take.
        String classes = System.getenv("SERAI_BROKER_CLASSES");
        if (classes != null) {
            out.addAll(List.of("-XX:SharedArchiveFile=" + classes, "-Xlog:cds=off", "-Xlog:class+path=off"));
        }
        out.addAll(List.of("-cp", jars + "/*", main));
        out.addAll(List.of(arguments));
        return out;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** The properties by which a Serai reaches it. */
    SeraiProcess.Setup of(SeraiProcess.Setup setup) {
        setup.property("kafka.brokers", address());
        return switch (access) {
            case PLAIN -> setup;
            case SCRAM_OVER_TLS ->
                setup.property("kafka.tls", true)
                        .property("kafka.authorities", pem.certificate())
                        .property("kafka.user", USER)
                        .property("kafka.password-file", passwordFile());
            case SASL_PLAIN ->
                setup.property("kafka.user", USER)
                        .property("kafka.sasl-mechanism", "PLAIN")
                        .property("kafka.password-file", passwordFile());
        };
    }

    /** As a quarantine of one replica. */
    SeraiProcess.Setup quarantine(SeraiProcess.Setup setup) {
        return of(setup)
                .property("quarantine.uri", "kafka:mail.quarantine")
                .property("kafka.allow-single-replica", true)
                .property("kafka.replication-factor", 1);
    }

    /** By which the tests themselves reach it. */
    Properties client() {
        var out = new Properties();
        out.setProperty("bootstrap.servers", address());
        out.setProperty("security.protocol", protocol());
        switch (access) {
            case PLAIN -> {}
            case SCRAM_OVER_TLS -> {
                out.setProperty("ssl.truststore.type", "PEM");
                out.setProperty("ssl.truststore.location", pem.certificate().toString());
                login(out, "SCRAM-SHA-512", "scram.ScramLoginModule");
            }
            case SASL_PLAIN -> login(out, "PLAIN", "plain.PlainLoginModule");
        }
        return out;
    }

    private static void login(Properties out, String mechanism, String module) {
        out.setProperty("sasl.mechanism", mechanism);
        out.setProperty(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.%s required username=\"%s\" password=\"%s\";"
                        .formatted(module, USER, PASSWORD));
    }

    void create(String topic, Map<String, String> config) throws Exception {
        try (Admin admin = Admin.create(client())) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(config)))
                    .all()
                    .get();
        }
    }

    /** Changes a topic that is there. */
    void configure(String topic, Map<String, String> config) throws Exception {
        var changes = config.entrySet().stream()
                .map(each -> new AlterConfigOp(new ConfigEntry(each.getKey(), each.getValue()), OpType.SET))
                .toList();
        try (Admin admin = Admin.create(client())) {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), changes))
                    .all()
                    .get();
        }
    }

    String config(String topic, String name) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(client())) {
            Config config = admin.describeConfigs(List.of(resource))
                    .all()
                    .get()
                    .values()
                    .iterator()
                    .next();
            return config.get(name).value();
        }
    }

    /** As when the time of the records before {@code offset} is over. */
    void forget(String topic, int partition, long offset) throws Exception {
        try (Admin admin = Admin.create(client())) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    /** All records of a topic, in the order of each partition. */
    List<ConsumerRecord<String, byte[]>> records(String topic) {
        return records(client(), topic);
    }

    /** The same of a broker that somebody else has started. */
    static List<ConsumerRecord<String, byte[]>> records(String brokers, String topic) {
        var client = new Properties();
        client.setProperty("bootstrap.servers", brokers);
        return records(client, topic);
    }

    private static List<ConsumerRecord<String, byte[]>> records(Properties client, String topic) {
        var out = new ArrayList<ConsumerRecord<String, byte[]>>();
        try (var consumer = new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, READING).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, READING);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(out::add);
            }
        }
        return out;
    }

    static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** SIGTERM, and waits for its end. */
    void stop() {
        child.terminate();
        child.awaitExit(Duration.ofSeconds(120));
    }

    void kill9() {
        child.kill9();
    }

    /** It accepts connections and answers nothing. */
    void suspend() {
        child.signal("STOP");
    }

    void resume() {
        child.signal("CONT");
    }

    /** Again, on the same data and port, after it has ended. */
    void restart() {
        child.close();
        child = launch();
    }

    @Override
    public void close() {
        child.close();
    }
}
