package org.serai.identity.arc;

import org.serai.identity.dkim.Flaw;

/** Why a chain is broken. */
final class ChainException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Reads a part of a field. */
    interface Reading<T> {
        T read() throws Flaw;
    }

    ChainException(String cause) {
        super(cause, null, false, false);
    }

    /** What was read, or the flaw in it as that of an instance. */
    static <T> T unless(int instance, Reading<T> reading) throws ChainException {
        try {
            return reading.read();
        } catch (Flaw flaw) {
            throw new ChainException("instance " + instance + ": " + flaw.cause());
        }
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
