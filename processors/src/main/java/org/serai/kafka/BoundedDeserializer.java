package org.serai.kafka;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.serai.config.Size;

/**
 * The octets of a value, and of one that is too large one octet more than there may be: who looks at its length sees that, and its memory is
 * bounded whatever brokers let others write. Routes name it.
 */
public final class BoundedDeserializer implements Deserializer<byte[]> {

    /** Property of the consumer: octets of the largest value, such as {@code 64KB}. */
    public static final String LARGEST = "serai.largest";

    private int most;

    @Override
    public void configure(Map<String, ?> properties, boolean key) {
        Object said = properties.get(LARGEST);
        if (said == null) {
            throw new IllegalArgumentException("a consumer with this deserializer needs the property " + LARGEST);
        }
        most = Size.parse(said.toString()).intBytes() + 1;
    }

    @Override
    public byte @Nullable [] deserialize(String topic, byte @Nullable [] value) {
        return value == null ? null : deserialize(topic, null, ByteBuffer.wrap(value));
    }

    @Override
    public byte @Nullable [] deserialize(String topic, @Nullable Headers headers, @Nullable ByteBuffer value) {
        if (value == null) {
            return null;
        }
        var out = new byte[Math.min(value.remaining(), most)];
        value.duplicate().get(out);
        return out;
    }
}
