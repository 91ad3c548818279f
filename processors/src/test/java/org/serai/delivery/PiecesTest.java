package org.serai.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;

/** Nothing that was opened or allocated is left behind, whatever fails. */
class PiecesTest {

    private final AtomicInteger open = new AtomicInteger();
    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);

    private Mail mail(int size) {
        Mail mail = Letters.from("m", "a@example.net", MailParameters.NONE);
        return Letters.with(mail, Letters.counted(Letters.content("x".repeat(size)), open));
    }

    @Test
    void closesTheContentWhenNoThreadIsLeftToReadIt() {
        var full = new AtomicBoolean();
        var pieces = new Pieces(mail(300_000), task -> {
            if (full.get()) {
                throw new RejectedExecutionException();
            }
            task.run();
        });
        pieces.next(memory).join().bytes().release();
        assertThat(open).hasValue(1);
        full.set(true);
        assertThatThrownBy(() -> pieces.next(memory).join()).isInstanceOf(CompletionException.class);
        pieces.close();
        assertThat(open).hasValue(0);
        assertThat(memory.metric().usedHeapMemory()).isZero();
    }

    @Test
    void failsWhenThereIsNoMemoryForAPiece() {
        Mail mail = Letters.from("m", "a@example.net", MailParameters.NONE);
        var pieces = new Pieces(Letters.with(mail, Letters.content("in memory")), Runnable::run);
        assertThatThrownBy(() -> pieces.next(new Exhausted()).join()).hasCauseInstanceOf(OutOfMemoryError.class);
        pieces.close();
    }

    /** As Netty's allocators are when direct memory is used up: the process goes on. */
    private static final class Exhausted extends AbstractByteBufAllocator {

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("heap");
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("direct");
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }
}
