package org.serai.custody;

import java.io.IOException;

/** Takes verdict events, one line of JSON each. */
public interface EventLog {

    /** A mail that is only looked at leaves no trail. */
    EventLog NONE = line -> {};

    void append(String line) throws IOException;
}
