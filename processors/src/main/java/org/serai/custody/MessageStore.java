package org.serai.custody;

import java.io.IOException;
import org.serai.mail.Content;

/** Keeps messages. */
public interface MessageStore {

    /** A mail that is only looked at is kept nowhere. */
    MessageStore NONE = (id, content, json) -> {};

    /**
     * The message and what is known about it are safe when this returns.
     *
     * @param id a mail id of ours, never text from a message
     * @throws IOException when they are not
     */
    void put(String id, Content content, String json) throws IOException;
}
