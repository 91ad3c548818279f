package org.serai.filter.clamav;

import java.io.IOException;
import java.io.Serial;

/** A clamd was not asked, since nothing speaks for an answer: no failure of its own. */
final class NotAskedException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    NotAskedException(String message) {
        super(message);
    }
}
