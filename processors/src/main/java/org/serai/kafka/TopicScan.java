package org.serai.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Deadline;
import org.serai.mail.Sha256;

/** Goes through a whole topic, as it is now; for people, not for mail. */
public final class TopicScan {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Access access;
    private final Duration patience;

    /** @param patience with brokers that do not answer */
    public TopicScan(Access access, Duration patience) {
        this.access = access;
        this.patience = patience;
    }

    /**
     * What the last record of a key holds.
     *
     * @param sha256 of its value, in hexadecimal
     * @param said the same as its header says it; empty: it does not
     * @param claim the value is empty, since the message lies in the claim store
     */
    public record Found(String sha256, String said, boolean claim) {}

    /**
     * The messages of a topic by their keys, without those that were deleted. Each value is hashed.
     *
     * @throws IOException when it cannot be read for now
     */
    public Map<String, Found> messages(String topic) throws IOException {
        var out = new HashMap<String, Found>();
        scan(topic, record -> {
            if (record.value() == null) {
                out.remove(record.key());
            } else {
                out.put(record.key(), found(record));
            }
        });
        return out;
    }

    private static Found found(ConsumerRecord<String, byte[]> record) {
        var digest = new Sha256();
        digest.update(record.value(), 0, record.value().length);
        return new Found(
                digest.hex(),
                Objects.requireNonNullElse(TopicRecord.text(record, "sha256"), ""),
                record.headers().lastHeader("claim") != null);
    }

    /**
     * All records in the order of each partition, with their keys; null stands for one that deletes.
     *
     * @throws IOException when it cannot be read for now
     */
    public void records(String topic, BiConsumer<String, @Nullable TopicRecord> each) throws IOException {
        scan(topic, record -> each.accept(record.key(), record.value() == null ? null : TopicRecord.of(record)));
    }

    /**
     * The keys of all records.
     *
     * @throws IOException when it cannot be read for now
     */
    public Set<String> keys(String topic) throws IOException {
        var out = new HashSet<String>();
        scan(topic, record -> out.add(record.key()));
        return out;
    }

    private void scan(String topic, Consumer<ConsumerRecord<String, byte[]>> each) throws IOException {
        Map<String, Object> properties = access.properties();
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(part -> new TopicPartition(topic, part.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            var until = Deadline.in(patience);
            while (partitions.stream().anyMatch(part -> consumer.position(part) < end.getOrDefault(part, 0L))) {
                ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                for (ConsumerRecord<String, byte[]> record : records) {
                    if (record.key() != null) {
                        each.accept(record);
                    }
                }
                if (!records.isEmpty()) {
                    until = Deadline.in(patience);
                } else if (until.passed()) {
                    throw new IOException("topic " + topic + " does not answer within " + patience.toSeconds() + " s");
                }
            }
        } catch (KafkaException e) {
            throw new IOException("topic " + topic + ": " + e.getMessage(), e);
        }
    }
}
