package org.serai.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Somebody who lets messages out by commands on {@code mail.release}. */
final class Commands implements AutoCloseable {

    static final String KEY = "0123456789abcdef0123456789abcdef";

    private static final String TOPIC = "mail.release";

    private final KafkaProducer<String, byte[]> producer;
    private final Path key;

    /** @param home where the key lies */
    Commands(KafkaBroker broker, Path home) throws IOException {
        key = home.resolve("release.key");
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, KEY + "\n");
        var settings = broker.client();
        settings.setProperty("max.request.size", String.valueOf(200 << 20));
        settings.setProperty("buffer.memory", String.valueOf(200 << 20));
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** Serai listens to them. */
    SeraiProcess.Setup allowed(SeraiProcess.Setup setup) {
        return setup.property("release.uri", "kafka:" + TOPIC).property("release.key-file", key);
    }

    static String hmac(String value, String key) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Wire.bytes(key), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Lets a message out to all. */
    void send(String id) throws Exception {
        signed("{\"id\":\"" + id + "\"}");
    }

    void signed(String value) throws Exception {
        send(value, hmac(value, KEY));
    }

    void send(String value, @Nullable String hmac) throws Exception {
        List<Header> headers =
                hmac == null ? List.of() : List.of(new RecordHeader("hmac", hmac.getBytes(StandardCharsets.UTF_8)));
        producer.send(new ProducerRecord<>(TOPIC, null, "key", value.getBytes(StandardCharsets.UTF_8), headers))
                .get();
    }

    /** Anything to any topic. */
    void send(String topic, byte[] value, String header, String said) throws Exception {
        List<Header> headers = List.of(new RecordHeader(header, Wire.bytes(said)));
        producer.send(new ProducerRecord<>(topic, null, "key", value, headers)).get();
    }

    @Override
    public void close() {
        producer.close();
    }
}
