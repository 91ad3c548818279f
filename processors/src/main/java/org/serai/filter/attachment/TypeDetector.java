package org.serai.filter.attachment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.mime.MimeTypes;

/**
 * The media type by content, with the type database of Apache Tika. A name makes the type narrower, a zip named
 * {@code .docx} a document; it never replaces what the content says.
 */
final class TypeDetector {

    /** Octets that Tika looks at. */
    static final int HEAD = 64 * 1024;

    static final String UNKNOWN = "application/octet-stream";
    /** How a winmail.dat begins: [MS-OXTNEF] section 2.1.3.1. */
    static final String TNEF = "x\u009f>\"";

    static final String TAR = "application/x-tar";
    static final String LINK = "application/x-ms-shortcut";

    /** Common beginnings, told in the way of Tika but without the 0.3 ms that it takes to try all of its. */
    private record Signature(String octets, String type) {}

    private static final List<Signature> SIGNATURES = List.of(
            new Signature("\u0089PNG\r\n\u001a\n", "image/png"),
            new Signature("\u00ff\u00d8\u00ff", "image/jpeg"),
            new Signature("GIF87a", "image/gif"),
            new Signature("GIF89a", "image/gif"),
            new Signature("%PDF-", "application/pdf"),
            // Not in Tika's database; MS-SHLLINK section 2.1.
            new Signature("L\0\0\0\u0001\u0014\u0002\0\0\0\0\0\u00c0\0\0\0\0\0\0F", LINK));

    private final MimeTypes types = MimeTypes.getDefaultMimeTypes();
    private final MediaTypeRegistry registry = types.getMediaTypeRegistry();

    /** As {@link #detect}, but {@code text/plain} for all text that begins like none of the formats told by a mark. */
    String roughly(byte[] head, String name) throws IOException {
        return plainText(head) ? "text/plain" : detect(head, name);
    }

    /**
     * The type without parameters, {@link #UNKNOWN} where the content tells nothing.
     *
     * @param head the first {@link #HEAD} octets, or all
     * @param name file name or empty
     */
    String detect(byte[] head, String name) throws IOException {
        if (TarReader.begins(head)) {
            return TAR;
        }
        for (Signature signature : SIGNATURES) {
            if (begins(head, signature.octets())) {
                return signature.type();
            }
        }
        if (head.length == 0) {
            return UNKNOWN;
        }
        MediaType type =
                types.detect(new ByteArrayInputStream(head), new Metadata()).getBaseType();
        if (!type.equals(MediaType.OCTET_STREAM) && !name.isEmpty()) {
            MediaType named = byName(name);
            if (registry.isSpecializationOf(named, type)) {
                return named.toString();
            }
        }
        return type.toString();
    }

    @SuppressWarnings("deprecation") // Tika has no other way to ask for a type by name alone.
    private MediaType byName(String name) {
        return types.getMimeType(name).getType().getBaseType();
    }

    /** The head begins with these chars as octets. */
    static boolean begins(byte[] head, String octets) {
        if (head.length < octets.length()) {
            return false;
        }
        for (int i = 0; i < octets.length(); i++) {
            if ((head[i] & 0xff) != octets.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean plainText(byte[] head) {
        int at = 0;
        while (at < head.length && head[at] <= ' ' && head[at] > 0) {
            at++;
        }
        if (at == head.length || "<#%{@".indexOf(head[at]) >= 0) {
            return false;
        }
        for (byte octet : head) {
            boolean control = octet >= 0 && octet < ' ' && octet != '\t' && octet != '\n' && octet != '\r';
            if (control && octet != '\f' && octet != 0x1b) {
                return false;
            }
        }
        return true;
    }
}
