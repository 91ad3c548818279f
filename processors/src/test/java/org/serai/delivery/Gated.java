package org.serai.delivery;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/** Reads no further than some octets until the gate opens, and slowly. */
final class Gated extends FilterInputStream {

    private final CountDownLatch gate;
    private long room;

    Gated(InputStream in, CountDownLatch gate, long room) {
        super(in);
        this.gate = gate;
        this.room = room;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (room <= 0) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            room = Long.MAX_VALUE;
        }
        int count = super.read(bytes, from, (int) Math.min(Math.min(length, 4096), Math.max(1, room)));
        room -= count;
        return count;
    }
}
