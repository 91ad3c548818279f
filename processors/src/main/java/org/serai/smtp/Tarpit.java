package org.serai.smtp;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Makes clients wait for a reply, all sessions of a listener together: a tenth of them at once at most, so that those
 * who wait do not take the room of the others.
 */
final class Tarpit {

    private final Semaphore places;

    Tarpit(SmtpSettings settings) {
        this.places = new Semaphore(settings.maxConnections() / 10);
    }

    /** Gives the reply when that time is over, or at once where too many wait already. */
    void before(Duration time, Waits waits, Runnable reply) {
        if (time.isZero() || !places.tryAcquire()) {
            reply.run();
            return;
        }
        waits.delay(time, () -> {
            places.release();
            reply.run();
        });
    }

    /** Sessions that may still be made to wait. */
    int free() {
        return places.availablePermits();
    }
}
