package org.serai.camel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.jspecify.annotations.Nullable;
import org.serai.custody.ClaimStore;
import org.serai.mail.Content;
import org.serai.verdict.KeptLine;

/** Makes the records of the topics of quarantine and of dead letters: docs/quarantine.md and docs/dead-letter.md have their form. */
final class TopicRecords {

    /** Headers that leave Camel with a record; nothing else does. */
    static final String[] HEADERS = {
        "ce_specversion",
        "ce_id",
        "ce_type",
        "ce_source",
        "ce_time",
        "content-type",
        "envelope",
        "verdict",
        "failure",
        "sha256",
        "size",
        "claim"
    };

    /** Kafka's own octets of a record and its batch, and those of each header. */
    private static final int OVERHEAD = 256;

    private static final int OVERHEAD_HEADER = 16;

    private final String type;
    private final String source;
    private final long maxInline;
    private final ClaimStore claims;

    /**
     * @param type {@code ce_type}
     * @param source the node, for {@code ce_source}
     * @param maxInline octets of the largest message that a record holds
     */
    TopicRecords(String type, String source, long maxInline, ClaimStore claims) {
        this.type = type;
        this.source = source;
        this.maxInline = maxInline;
        this.claims = claims;
    }

    /**
     * A record that is ready to be sent.
     *
     * @param value null: the topic shall forget what it has of this key
     */
    record Ready(String id, byte @Nullable [] value, Map<String, byte[]> headers) {

        /** By which a message is deleted. */
        static Ready tombstone(String id) {
            return new Ready(id, null, Map.of());
        }

        boolean claim() {
            return headers.containsKey("claim");
        }

        /** Into a message that has no headers yet. */
        void into(Message message) {
            message.setBody(value);
            message.setHeader(KafkaConstants.KEY, id);
            headers.forEach(message::setHeader);
        }
    }

    /**
     * The record of a message; its bytes are in the claim store when this returns, where it does not hold them.
     *
     * @param largest octets that the topic takes
     */
    Ready of(String id, Content content, String json, int largest) throws IOException {
        KeptLine line = KeptLine.parse(json);
        var headers = new LinkedHashMap<String, byte[]>();
        header(headers, "ce_specversion", "1.0");
        header(headers, "ce_id", id);
        header(headers, "ce_type", type);
        header(headers, "ce_source", source);
        header(headers, "ce_time", line.time().toString());
        header(headers, "content-type", "message/rfc822");
        header(headers, "size", String.valueOf(content.size()));
        header(headers, "sha256", content.sha256().hex());
        header(headers, "envelope", line.envelope());
        header(headers, "verdict", json);
        if (!line.failure().isEmpty()) {
            header(headers, "failure", line.failure());
        }
        if (content.size() <= maxInline && content.size() + size(headers) <= largest) {
            try (InputStream in = content.open()) {
                return new Ready(id, in.readAllBytes(), headers);
            }
        }
        claims.put(id, content, json);
        header(headers, "claim", id);
        if (size(headers) > largest) {
            // A thousand recipients with long names: the line lies beside the bytes.
            headers.remove("envelope");
            headers.remove("verdict");
        }
        return new Ready(id, new byte[0], headers);
    }

    private static void header(Map<String, byte[]> headers, String name, String value) {
        headers.put(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static long size(Map<String, byte[]> headers) {
        long size = OVERHEAD;
        for (Map.Entry<String, byte[]> header : headers.entrySet()) {
            size += OVERHEAD_HEADER + header.getKey().length() + header.getValue().length;
        }
        return size;
    }
}
