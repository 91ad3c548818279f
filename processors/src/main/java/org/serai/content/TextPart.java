package org.serai.content;

import java.util.List;

/**
 * What a text part says: decoded, HTML without its tags, white space of any length one space, without the invisible
 * characters that are put into words to hide them.
 *
 * @param part its place in the message, {@code 1.2}
 * @param text what a reader sees
 * @param hidden what HTML hides from him, by style, size or colour; what he sees goes on over it, so {@code vi<s hidden>x</s>agra} is one word
 * @param references what HTML refers to, in its order, what is hidden included
 * @param base of relative references, as HTML says it; else empty
 * @param code scripts and styles, as they stand there
 * @param markup the tags of HTML as they stand there, each with the line break behind it, no longer than is looked at
 * @param invisible how many characters without width were left out, soft hyphens among them
 */
public record TextPart(
        String part,
        String text,
        String hidden,
        List<Reference> references,
        String base,
        String code,
        String markup,
        int invisible) {

    /**
     * A reference of HTML.
     *
     * @param target as written, without character references
     * @param from where in the seen text begins what is shown for it
     * @param to where it ends; {@code from} when nothing is shown
     */
    public record Reference(Link.Kind kind, String target, int from, int to) {}

    public TextPart {
        references = List.copyOf(references);
    }
}
