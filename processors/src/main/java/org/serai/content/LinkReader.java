package org.serai.content;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.content.Link.Kind;
import org.serai.content.TextPart.Reference;
import org.serai.content.TextUrls.Found;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.DomainName;
import org.serai.mail.Mail;
import org.serai.mime.EncodedWords;
import org.serai.mime.MimeReader;
import org.serai.mime.MimeView.Field;

/** Finds what leads out of a mail: in its texts, in its HTML and in Subject. */
public final class LinkReader {

    /** URLs within URLs. */
    private static final int MAX_DEPTH = 4;

    private static final int MAX_SUBJECT = 1000;
    private static final String MAILTO = "mailto:";

    /** The properties {@code links.*}. */
    public record Limits(
            @Option(
                            value = "1000",
                            least = "1",
                            most = "100000",
                            doc =
                                    "Different links of a message that are looked at, the first ones; of those beyond, the first"
                                            + " of each further domain, as many again.")
                    int max) {}

    private final MimeReader mime;
    private final TextReader texts;
    private final PublicSuffixes suffixes;
    private final TextUrls urls;
    private final Redirectors redirectors;
    private final Limits limits;

    public LinkReader(
            MimeReader mime, TextReader texts, PublicSuffixes suffixes, Redirectors redirectors, Limits limits) {
        this.mime = mime;
        this.texts = texts;
        this.suffixes = suffixes;
        this.urls = new TextUrls(suffixes);
        this.redirectors = redirectors;
        this.limits = limits;
    }

    /** The links of this mail, found at the first call for it. */
    public Links of(Mail mail) {
        List<TextPart> parts = texts.of(mail);
        boolean cut = texts.cut(mail);
        List<Field> header = mime.view(mail).headers();
        return mail.once(Links.class, content -> {
            var reading = new Reading();
            for (Field field : header) {
                if (field.is("Subject")) {
                    String subject = EncodedWords.decode(field.body());
                    reading.text(subject.substring(0, Math.min(MAX_SUBJECT, subject.length())), List.of());
                }
            }
            parts.forEach(reading::part);
            return new Links(
                    List.copyOf(reading.links.values()),
                    Collections.unmodifiableSet(reading.mailDomains),
                    reading.more,
                    cut);
        });
    }

    /**
     * A URL that a reader sees.
     *
     * @param scheme it says {@code https://} or the like
     * @param alone nothing stands beside it
     */
    public record Shown(Url url, boolean scheme, boolean alone) {}

    /** The URLs, or names of hosts, that a reader sees in a text, one for each host. */
    public List<Shown> shown(String text) {
        var out = new LinkedHashMap<Host, Shown>();
        boolean alone = text.strip().indexOf(' ') < 0;
        for (Found found : urls.in(text)) {
            Url url = found.kind() == TextUrls.Kind.ADDRESS ? null : url(found, text);
            if (url != null) {
                out.putIfAbsent(url.host(), new Shown(url, found.kind() == TextUrls.Kind.URL, alone));
            }
        }
        return List.copyOf(out.values());
    }

    /** Domains of the mail addresses that a reader sees in a text, also with blanks around the {@code @}. */
    public List<DomainName> mailDomains(String text) {
        String written = Confusables.seen(text);
        var plain = new PlainText(written.length());
        plain.append(written, 0, written.length());
        String seen = plain.toString().replace(" @", "@").replace("@ ", "@");
        return urls.in(seen).stream()
                .filter(each -> each.kind() == TextUrls.Kind.ADDRESS)
                .map(each -> DomainName.of(seen.substring(seen.lastIndexOf('@', each.to() - 1) + 1, each.to())))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable Url url(Found found, String text) {
        String written = text.substring(found.from(), found.to());
        Url url = Url.parse(found.kind() == TextUrls.Kind.HOST ? "http://" + written : written, null);
        return url == null || url.host().address() == null && url.host().domain() == null ? null : url;
    }

    /** What a link leads to, as lists of domains know it. */
    private String registered(Url url) {
        DomainName domain = url.host().domain();
        DomainName registered = domain == null ? null : suffixes.registrable(domain);
        return registered == null ? url.host().text() : registered.ascii();
    }

    private final class Reading {

        private final Map<String, Link> links = new LinkedHashMap<>();
        private final Set<DomainName> mailDomains = new LinkedHashSet<>();
        private final Set<String> seen = new HashSet<>();
        private final Set<String> domains = new HashSet<>();
        private boolean more;

        void part(TextPart part) {
            Url base = Url.parse(part.base(), null);
            for (Reference reference : part.references()) {
                String shown = part.text().substring(reference.from(), reference.to());
                reference(reference.kind(), reference.target(), base, shown.strip());
            }
            text(part.text(), part.references());
            text(part.hidden(), List.of());
            for (Found found : urls.withScheme(part.code())) {
                add(Kind.RESOURCE, url(found, part.code()), "");
            }
        }

        private void reference(Kind kind, String target, @Nullable Url base, String shown) {
            Url url = Url.parse(target, base);
            if (target.regionMatches(true, 0, MAILTO, 0, MAILTO.length())) {
                mail(target.substring(MAILTO.length()));
            } else if (url == null && Url.schemeEnd(target.strip()) < 0) {
                // No browser follows it from a mail, but some mail programs help.
                url = Url.parse("http://" + target.strip(), null);
                url = url == null || !urls.known(url.host().text()) ? null : url;
            }
            String seenText = shown.substring(0, Math.min(Link.MAX_SHOWN, shown.length()));
            add(kind, url, kind == Kind.LINK ? seenText : "");
        }

        /** But not in what is shown for links. */
        void text(String text, List<Reference> references) {
            int next = 0;
            for (Found found : urls.in(text)) {
                while (next < references.size() && references.get(next).to() <= found.from()) {
                    next++;
                }
                boolean shown = next < references.size() && references.get(next).from() <= found.from();
                if (found.kind() == TextUrls.Kind.ADDRESS) {
                    mail(text.substring(found.from(), found.to()));
                } else if (!shown && seen.add(text.substring(found.from(), found.to()))) {
                    add(Kind.TEXT, url(found, text), "");
                }
            }
        }

        private void mail(String address) {
            int end = address.indexOf('?');
            String first = Percent.decoded(end < 0 ? address : address.substring(0, end));
            DomainName domain = DomainName.of(first.substring(first.lastIndexOf('@') + 1));
            if (domain != null && domain.qualified() && mailDomains.size() < limits.max()) {
                mailDomains.add(domain);
            }
        }

        private void add(Kind kind, @Nullable Url url, String shown) {
            if (url == null || url.host().address() == null && url.host().domain() == null) {
                return;
            }
            String key = kind + " " + url + " " + shown;
            if (links.containsKey(key)) {
                return;
            }
            var within = new ArrayList<Url>();
            List<String> parameters = redirectors.parameters(url);
            boolean redirector = parameters != null;
            Url inner = Unwrapping.inner(url, parameters == null ? List.of() : parameters);
            while (inner != null && within.size() < MAX_DEPTH) {
                within.add(inner);
                List<String> next = redirectors.parameters(inner);
                inner = Unwrapping.inner(inner, next == null ? List.of() : next);
            }
            // Many links to one place must not hide one to another.
            Url last = within.isEmpty() ? url : within.get(within.size() - 1);
            boolean elsewhere = domains.add(registered(url) + " " + registered(last));
            int most = limits.max() * (elsewhere ? 2 : 1);
            if (links.size() < most) {
                links.put(key, new Link(kind, url, within, redirector, shown));
            } else {
                more = true;
            }
        }
    }
}
