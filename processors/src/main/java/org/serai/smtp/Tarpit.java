package org.serai.smtp;

import java.util.concurrent.Semaphore;

/**
 * Makes strangers wait for a 5yz reply, all sessions of a listener together: a tenth of them at once at most, so that those
 * who wait do not take the room of the others.
 */
final class Tarpit {

    private final SmtpSettings settings;
    private final Semaphore places;

    Tarpit(SmtpSettings settings) {
        this.settings = settings;
        this.places = new Semaphore(settings.maxConnections() / 10);
    }

    /** Gives the reply now or later. */
    void before(Runnable reply, Waits waits, boolean trusted) {
        if (trusted || settings.tarpit().isZero() || !places.tryAcquire()) {
            reply.run();
            return;
        }
        waits.delay(settings.tarpit(), () -> {
            places.release();
            reply.run();
        });
    }

    /** Sessions that may still be made to wait. */
    int free() {
        return places.availablePermits();
    }
}
