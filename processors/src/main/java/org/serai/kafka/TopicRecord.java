package org.serai.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One record of the topic {@code mail.quarantine} as it is read: docs/quarantine.md.
 *
 * @param value the message; empty where it lies in the claim store
 * @param claim id under which it lies there; null: it does not
 * @param verdict the line that was kept with it; null: it lies in the claim store as well
 */
public record TopicRecord(String id, byte[] value, String sha256, @Nullable String claim, @Nullable String verdict) {

    /** As it came from the topic; empty texts where headers are missing that each record has. */
    static TopicRecord of(ConsumerRecord<String, byte[]> record) {
        return new TopicRecord(
                record.key(),
                record.value() == null ? new byte[0] : record.value(),
                Objects.requireNonNullElse(text(record, "sha256"), ""),
                text(record, "claim"),
                text(record, "verdict"));
    }

    static @Nullable String text(ConsumerRecord<?, ?> record, String header) {
        Header found = record.headers().lastHeader(header);
        return found == null || found.value() == null ? null : new String(found.value(), StandardCharsets.UTF_8);
    }
}
