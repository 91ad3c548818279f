package org.serai.content;

import java.nio.file.Path;
import org.serai.config.Binder;
import org.serai.identity.PublicSuffixes;
import org.serai.mime.Messages;

/** Readers for tests. */
public final class Texts {

    /** A reader within the shipped limits. */
    public static final TextReader READER = reader(Binder.defaults(TextReader.Limits.class));

    /** A reader of links within the shipped limits, with the shipped list of redirectors. */
    public static final LinkReader LINKS = links(Binder.defaults(LinkReader.Limits.class));

    private Texts() {}

    static LinkReader links(LinkReader.Limits limits) {
        return new LinkReader(
                Messages.READER,
                READER,
                PublicSuffixes.bundled(),
                Redirectors.load(Path.of("..", "config", "lists")),
                limits);
    }

    static TextReader reader(TextReader.Limits limits) {
        return new TextReader(Messages.READER, limits);
    }
}
