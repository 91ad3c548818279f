package org.serai.content;

import java.util.List;

/**
 * Something in a message that leads into the web.
 *
 * @param url where it leads at first
 * @param within URLs that are written in it, the outermost first, such as the parameter {@code url} of a redirector
 * @param redirector the host of {@code url} is known to lead on to another one
 * @param shown what a reader sees of a link, at most {@value #MAX_SHOWN} characters; empty where he sees the URL itself, or nothing
 */
public record Link(Kind kind, Url url, List<Url> within, boolean redirector, String shown) {

    static final int MAX_SHOWN = 1000;

    /** How it stands there. */
    public enum Kind {
        /** In HTML, as something that people follow or that is followed for them. */
        LINK,
        /** In HTML, as where a form goes. */
        FORM,
        /** In a text, of which mail programs make a link. */
        TEXT,
        /** In HTML, as a part of what is shown, such as an image; or in a script. */
        RESOURCE
    }

    public Link {
        within = List.copyOf(within);
    }

    /** Where it leads in the end, as far as this can be read. */
    public Url target() {
        return redirector && !within.isEmpty() ? within.get(within.size() - 1) : url;
    }

    /** A redirector that does not say where it leads. */
    public boolean opaque() {
        return redirector && within.isEmpty();
    }
}
