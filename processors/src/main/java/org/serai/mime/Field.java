package org.serai.mime;

/**
 * One header field as it stands in the message.
 *
 * @param name as written, without the colon and blanks before it; compare it by {@link #is}
 * @param body unfolded (RFC 5322 section 2.2.3) and stripped; every char is one octet (ISO-8859-1), so that nothing is lost:
 *     {@link EncodedWords#decode} makes text of it
 * @param from first octet of the field in the content
 * @param to one past its last octet, its last newline included
 */
public record Field(String name, String body, long from, long to) {

    public boolean is(String otherName) {
        return name.equalsIgnoreCase(otherName);
    }
}
