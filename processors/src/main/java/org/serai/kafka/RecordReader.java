package org.serai.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.serai.custody.GoneException;
import org.serai.mail.Deadline;

/** Reads one record by its place. Each time by a connection of its own: it is asked for by people, not by mail. */
public final class RecordReader {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Access access;
    private final Duration patience;

    /** @param patience with brokers that do not answer */
    public RecordReader(Access access, Duration patience) {
        this.access = access;
        this.patience = patience;
    }

    /**
     * The record of a mail.
     *
     * @throws GoneException when the topic has it no longer
     * @throws IOException when it cannot be read for now, or is that of another mail
     */
    public TopicRecord read(String topic, int partition, long offset, String id) throws IOException {
        Map<String, Object> properties = access.properties();
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
        var at = new TopicPartition(topic, partition);
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(at));
            consumer.seek(at, offset);
            var until = Deadline.in(patience);
            while (!until.passed()) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() == offset) {
                        return of(record, id);
                    }
                    throw gone(id, topic);
                }
            }
            throw new IOException("topic " + topic + " does not answer within " + patience.toSeconds() + " s");
        } catch (OffsetOutOfRangeException e) {
            throw gone(id, topic);
        } catch (KafkaException e) {
            throw new IOException("topic " + topic + ": " + e.getMessage(), e);
        }
    }

    private static GoneException gone(String id, String topic) {
        return new GoneException(id + " is in topic " + topic + " no longer");
    }

    private static TopicRecord of(ConsumerRecord<String, byte[]> record, String id) throws IOException {
        if (!id.equals(record.key())) {
            throw new IOException("the record is that of another mail than " + id);
        }
        TopicRecord read = TopicRecord.of(record);
        if (read.sha256().isEmpty()) {
            throw new IOException(id + ": the record has no sha256");
        }
        return read;
    }
}
