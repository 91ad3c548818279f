package org.serai.custody;

import java.io.IOException;

/** What was kept is there no longer: its time was over, it made room, or somebody took it away. */
public final class GoneException extends IOException {

    private static final long serialVersionUID = 1;

    public GoneException(String message) {
        super(message);
    }
}
