package org.serai.content;

import java.util.List;

/**
 * What a text part says: decoded, HTML without its tags, white space of any length one space, without the invisible
 * characters that are put into words to hide them.
 *
 * @param part its place in the message, {@code 1.2}
 * @param references what HTML refers to, in its order
 * @param base of relative references, as HTML says it; else empty
 * @param code scripts and styles, as they stand there
 */
public record TextPart(String part, String text, List<Reference> references, String base, String code) {

    /**
     * A reference of HTML.
     *
     * @param target as written, without character references
     * @param from where in the text begins what is shown for it
     * @param to where it ends; {@code from} when nothing is shown
     */
    public record Reference(Link.Kind kind, String target, int from, int to) {}

    public TextPart {
        references = List.copyOf(references);
    }
}
