package org.serai.camel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.jspecify.annotations.Nullable;
import org.serai.config.Size;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a record that nobody can carry out: a line in the log, and, by {@code routes/listeners/parked-records.camel.yaml}, a copy
 * with the reason. The consumer goes on.
 */
final class ParkedRecords {

    static final String ROUTE = "parked-records";

    /** Headers that leave Camel with such a record. */
    static final String[] HEADERS = {"reason", "topic", "partition", "offset"};

    private static final Logger LOG = LoggerFactory.getLogger(ParkedRecords.class);

    /** Of a key, in characters. */
    private static final int KEY = 256;

    private final boolean on;
    private final Size most;

    /** @param most octets of a value that are kept */
    ParkedRecords(ReleaseSettings.Release settings) {
        this.on = !settings.parkedUri().isEmpty();
        this.most = settings.maxCommandSize();
    }

    /** The record of an exchange is done with: it goes no further. */
    static void done(Exchange exchange) {
        exchange.setRouteStop(true);
    }

    /** The next step gets what is to be parked, if anything is. */
    void park(Exchange exchange, String reason) {
        Message message = exchange.getMessage();
        String key = text(message.getHeader(KafkaConstants.KEY));
        String topic = text(message.getHeader(KafkaConstants.TOPIC));
        String partition = text(message.getHeader(KafkaConstants.PARTITION));
        String offset = text(message.getHeader(KafkaConstants.OFFSET));
        LOG.warn(
                "A record of topic {} (partition {}, offset {}, key {}) is passed over: {}",
                topic,
                partition,
                offset,
                key,
                LogLine.escaped(reason));
        if (!on) {
            done(exchange);
            return;
        }
        byte[] value = message.getBody(byte[].class);
        message.removeHeaders("*");
        message.setHeader(KafkaConstants.KEY, key);
        header(message, "reason", LogLine.escaped(reason));
        header(message, "topic", topic);
        header(message, "partition", partition);
        header(message, "offset", offset);
        message.setBody(value == null ? new byte[0] : Arrays.copyOf(value, Math.min(value.length, most.intBytes())));
    }

    private static void header(Message message, String name, String value) {
        message.setHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(@Nullable Object said) {
        String text = said instanceof byte[] octets
                ? new String(octets, 0, Math.min(octets.length, KEY), StandardCharsets.UTF_8)
                : said == null ? "" : said.toString();
        return LogLine.escaped(text.length() > KEY ? text.substring(0, KEY) : text);
    }
}
