package org.serai.learn;

/**
 * A lecture was not learned, for a reason that is none of its own: the store does not answer, or the firewall stops. It may be offered again
 * later; maybe it is known then, as nobody knows how far it came.
 */
public final class UnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnavailableException(String message) {
        super(message);
    }

    UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
