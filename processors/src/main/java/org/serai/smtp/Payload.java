package org.serai.smtp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Octets that are no commands: the message behind DATA, or one chunk behind BDAT. */
sealed interface Payload permits DataDecoder, Chunk {

    /** Consumes all that can be understood; true when its last octet was read. */
    boolean decode(ByteBuf in);

    /** Where the octets go, null where they are thrown away. */
    @Nullable
    SpooledContent content();

    /** No more of the same message follows it. */
    boolean last();
}
