package org.serai.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.serai.config.Option;
import org.serai.config.Size;
import org.serai.mail.Mail;
import org.serai.mime.Charsets;
import org.serai.mime.MimeReader;
import org.serai.mime.MimeView;
import org.serai.mime.Part;

/** Reads the texts of mails, within limits. */
public final class TextReader {

    private static final Set<String> HTML_TYPES = Set.of("text/html", "application/xhtml+xml", "image/svg+xml");
    private static final List<String> HTML_NAMES = List.of(".htm", ".html", ".shtml", ".xhtml", ".svg");

    /** The properties {@code text.*}. */
    public record Limits(
            @Option(
                            value = "256KB",
                            least = "1KB",
                            most = "16MB",
                            doc = "How much text of a message is read, decoded by its transfer encoding; what lies"
                                    + " beyond is not searched for words and links.")
                    Size maxSize) {}

    private final MimeReader mime;
    private final Limits limits;

    private record Texts(List<TextPart> parts) {}

    public TextReader(MimeReader mime, Limits limits) {
        this.mime = mime;
        this.limits = limits;
    }

    /** The texts of this mail in their order, attached ones too, read at the first call for it. */
    public List<TextPart> of(Mail mail) {
        MimeView view = mime.view(mail);
        return mail.once(Texts.class, content -> new Texts(read(view))).parts();
    }

    private List<TextPart> read(MimeView view) {
        var out = new ArrayList<TextPart>();
        int left = limits.maxSize().intBytes();
        for (Part part : view.parts()) {
            boolean html = html(part);
            if (left > 0 && !part.container() && (html || part.type().startsWith("text/"))) {
                byte[] octets = octets(part, left);
                left -= octets.length;
                String decoded = Charsets.text(octets, part.charset());
                out.add(html ? HtmlText.read(part.path(), decoded) : plain(part.path(), decoded));
            }
        }
        return out;
    }

    /** Files that a browser opens are. */
    private static boolean html(Part part) {
        return HTML_TYPES.contains(part.type())
                || part.names().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .anyMatch(name -> HTML_NAMES.stream().anyMatch(name::endsWith));
    }

    private static byte[] octets(Part part, int most) {
        try (InputStream in = part.open()) {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw new UncheckedIOException("the spooled message cannot be read", e);
        }
    }

    private static TextPart plain(String path, String decoded) {
        var text = new PlainText(decoded.length());
        text.append(decoded, 0, decoded.length());
        return new TextPart(path, text.toString(), "", List.of(), "", "", text.invisible());
    }
}
