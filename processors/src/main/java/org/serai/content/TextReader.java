package org.serai.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
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
                            doc =
                                    "How much text of a message is read, decoded by its transfer encoding, of several parts the small"
                                            + " ones first; what lies beyond is not searched for words and links.")
                    Size maxSize) {}

    private final MimeReader mime;
    private final Limits limits;

    /** @param cut not all was read */
    private record Texts(List<TextPart> parts, boolean cut) {}

    public TextReader(MimeReader mime, Limits limits) {
        this.mime = mime;
        this.limits = limits;
    }

    /** The texts of this mail in their order, attached ones too, read at the first call for it. */
    public List<TextPart> of(Mail mail) {
        return read(mail).parts();
    }

    /** True when the mail has more text than {@code text.max-size}. */
    public boolean cut(Mail mail) {
        return read(mail).cut();
    }

    private Texts read(Mail mail) {
        MimeView view = mime.view(mail);
        return mail.once(Texts.class, content -> read(view));
    }

    /**
     * Small parts first, each as much as it may have so that all others get as much: a part that stands behind a large one is read
     * all the same.
     */
    private Texts read(MimeView view) {
        List<Part> parts = view.parts().stream()
                .filter(part -> !part.container() && (html(part) || part.type().startsWith("text/")))
                .toList();
        var texts = new TreeMap<Integer, TextPart>();
        boolean cut = false;
        int left = limits.maxSize().intBytes();
        int open = parts.size();
        for (int each : bySize(parts)) {
            Part part = parts.get(each);
            int most = left / open--;
            // One octet more tells whether there are more.
            byte[] octets = octets(part, most + 1);
            cut |= octets.length > most;
            byte[] kept = octets.length > most ? Arrays.copyOf(octets, most) : octets;
            left -= kept.length;
            String decoded = Charsets.text(kept, part.charset());
            texts.put(each, html(part) ? HtmlText.read(part.path(), decoded) : plain(part.path(), decoded));
        }
        return new Texts(List.copyOf(texts.values()), cut);
    }

    private static List<Integer> bySize(List<Part> parts) {
        return IntStream.range(0, parts.size())
                .boxed()
                .sorted(Comparator.comparing(each -> parts.get(each).size()))
                .toList();
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
        return new TextPart(path, text.toString(), "", List.of(), "", "", "", text.invisible());
    }
}
