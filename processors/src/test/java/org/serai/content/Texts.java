package org.serai.content;

import org.serai.config.Binder;
import org.serai.mime.Messages;

/** Readers for tests. */
public final class Texts {

    /** A reader within the shipped limits. */
    public static final TextReader READER = reader(Binder.defaults(TextReader.Limits.class));

    private Texts() {}

    static TextReader reader(TextReader.Limits limits) {
        return new TextReader(Messages.READER, limits);
    }
}
