package org.serai.filter.patterns;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.serai.mime.Charsets;
import org.serai.mime.MimeView;
import org.serai.mime.Part;

/**
 * What a text part says: decoded, HTML without its tags, white space of any length one space, without the invisible
 * characters that are put into words to hide them.
 *
 * @param part its place in the message, {@code 1.2}
 */
record BodyText(String part, String text) {

    /**
     * The texts of a message in their order, attached ones too.
     *
     * @param maxOctets of all parts together, decoded by their transfer encoding; the rest is not read
     */
    static List<BodyText> of(MimeView view, int maxOctets) throws IOException {
        var out = new ArrayList<BodyText>();
        int left = maxOctets;
        for (Part part : view.parts()) {
            if (left > 0 && !part.container() && part.type().startsWith("text/")) {
                byte[] octets;
                try (InputStream in = part.open()) {
                    octets = in.readNBytes(left);
                }
                left -= octets.length;
                String decoded = Charsets.text(octets, part.charset());
                var plain = new PlainText(decoded.length());
                if (part.type().equals("text/html")) {
                    HtmlText.read(decoded, plain);
                } else {
                    plain.append(decoded, 0, decoded.length());
                }
                out.add(new BodyText(part.path(), plain.toString()));
            }
        }
        return out;
    }
}
