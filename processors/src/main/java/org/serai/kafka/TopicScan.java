package org.serai.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Deadline;

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
     * The keys of all records, each with the header {@code sha256} of its last one, or an empty text; without those that were deleted.
     *
     * @throws IOException when it cannot be read for now
     */
    public Map<String, String> sha256(String topic) throws IOException {
        Map<String, Object> properties = access.properties();
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
        var out = new HashMap<String, String>();
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            var until = Deadline.in(patience);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < end.getOrDefault(each, 0L))) {
                ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                for (ConsumerRecord<String, byte[]> record : records) {
                    if (record.key() != null && record.value() == null) {
                        out.remove(record.key());
                    } else if (record.key() != null) {
                        out.put(record.key(), text(record.headers().lastHeader("sha256")));
                    }
                }
                if (!records.isEmpty()) {
                    until = Deadline.in(patience);
                } else if (until.passed()) {
                    throw new IOException("topic " + topic + " does not answer within " + patience.toSeconds() + " s");
                }
            }
            return out;
        } catch (KafkaException e) {
            throw new IOException("topic " + topic + ": " + e.getMessage(), e);
        }
    }

    private static String text(@Nullable Header header) {
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
