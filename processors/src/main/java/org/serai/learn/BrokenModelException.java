package org.serai.learn;

import java.io.IOException;

/** What could be read is no model, or a damaged one: no other attempt would read it. */
final class BrokenModelException extends IOException {

    private static final long serialVersionUID = 1;

    BrokenModelException(String message) {
        super(message);
    }

    BrokenModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
