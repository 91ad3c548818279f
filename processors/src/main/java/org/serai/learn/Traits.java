package org.serai.learn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.content.AttachedText;
import org.serai.content.Link;
import org.serai.content.Links;
import org.serai.content.TextPart;
import org.serai.content.Url;
import org.serai.content.Words;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.DomainName;
import org.serai.mime.EncodedWords;
import org.serai.mime.MimeView;
import org.serai.mime.MimeView.Field;
import org.serai.mime.Part;

/**
 * What is told of a mail beside its words: which fields it has and what they look like, who writes, its parts, where its links lead. Never
 * who it is for, nor what was written into the header on its way, which is another before delivery and after.
 */
final class Traits {

    /** Written on the way, by filters or by mail programs that keep it; the same as if they were not there. */
    private static final Set<String> NOT_THE_SENDERS = Set.of(
            "received",
            "return-path",
            "delivered-to",
            "envelope-to",
            "x-original-to",
            "received-spf",
            "authentication-results",
            "status",
            "x-status",
            "x-uid",
            "x-keywords",
            "content-length",
            "lines");

    private static final List<String> NOT_THE_SENDERS_PREFIXES = List.of(
            "x-serai-",
            "x-spam-",
            "arc-",
            "x-mozilla-",
            "x-gmail-",
            "x-forwarded-",
            "x-virus-",
            "x-received",
            "x-barracuda-",
            "x-asg-");

    private static final Set<String> AS_WORDS = Set.of(
            "content-type",
            "content-transfer-encoding",
            "content-disposition",
            "mime-version",
            "x-priority",
            "x-msmail-priority",
            "x-mimeole",
            "importance",
            "precedence",
            "list-unsubscribe",
            "organization",
            "auto-submitted");

    /** With a share for each, so that a flood of fields or parts hides no links. */
    private static final int MAX_OF_FIELDS = 1500;

    private static final int MAX_OF_PARTS = 2000;
    private static final int MAX = 3000;
    private static final int MAX_BODY = 2000;
    private static final int MAX_WORDS = 100;
    private static final int MAX_LINKS = 100;
    private static final int MAX_SHAPE = 24;

    /** Longer words of fields and URLs are codes: their shape is the trait. */
    private static final int LONGEST_WORD = 14;

    private final PublicSuffixes suffixes;
    private final List<String> out = new ArrayList<>();
    private String author = "";
    private int most = MAX_OF_FIELDS;

    private Traits(PublicSuffixes suffixes) {
        this.suffixes = suffixes;
    }

    static List<String> of(
            MimeView view, List<TextPart> texts, List<AttachedText> attached, Links links, PublicSuffixes suffixes) {
        var traits = new Traits(suffixes);
        for (Field field : view.headers()) {
            if (ofTheSender(field)) {
                traits.field(field);
            }
        }
        traits.most = MAX_OF_PARTS;
        for (Part part : view.parts()) {
            traits.part(part);
        }
        traits.most = MAX;
        traits.count("parts", view.parts().size());
        for (TextPart text : texts) {
            traits.unseen(text);
        }
        for (AttachedText each : attached) {
            traits.add("attached", each.outcome().name().toLowerCase(Locale.ROOT));
        }
        traits.links(links);
        return traits.out;
    }

    /** False for a field that was written on the way or after delivery. */
    static boolean ofTheSender(Field field) {
        String name = field.name().toLowerCase(Locale.ROOT);
        if (NOT_THE_SENDERS.contains(name)) {
            return false;
        }
        for (String prefix : NOT_THE_SENDERS_PREFIXES) {
            if (name.startsWith(prefix)) {
                return false;
            }
        }
        return true;
    }

    private void add(String kind, String value) {
        if (out.size() < most) {
            out.add(kind + ':' + value);
        }
    }

    private void count(String kind, int number) {
        add(
                kind,
                number < 2
                        ? String.valueOf(number)
                        : number < 4 ? "2-3" : number < 10 ? "4-9" : number < 30 ? "10-29" : "30-");
    }

    private int words(String kind, String text, int most) {
        var said = new int[1];
        Words.split(text, 0, text.length(), (from, to) -> {
            if (said[0]++ < most) {
                add(kind, coded(text.substring(from, to).toLowerCase(Locale.ROOT)));
            }
        });
        return said[0];
    }

    private static String coded(String word) {
        return word.length() > LONGEST_WORD ? shape(word) : word;
    }

    /** {@code a9.a} for {@code abc123.xyz}. */
    private static String shape(String text) {
        return shape(text, MAX_SHAPE);
    }

    static String shape(String text, int most) {
        var out = new StringBuilder();
        char last = 0;
        for (int i = 0; i < text.length() && out.length() < most; i++) {
            char c = text.charAt(i);
            char kind = c >= '0' && c <= '9' ? '9' : c >= 'a' && c <= 'z' ? 'a' : c >= 'A' && c <= 'Z' ? 'A' : c;
            if (kind != last) {
                out.append(kind);
            }
            last = kind;
        }
        return out.toString();
    }

    private void field(Field field) {
        String name = field.name().toLowerCase(Locale.ROOT);
        add("field", name.length() > Words.MAX ? shape(name) : name);
        String raw = field.body().length() > MAX_BODY ? field.body().substring(0, MAX_BODY) : field.body();
        String body = EncodedWords.decode(raw);
        switch (name) {
            case "subject" -> subject(body, !body.equals(raw));
            case "from", "reply-to", "sender" -> address(name, body);
            case "to", "cc" -> recipients(name, body);
            case "message-id" -> id(body);
            case "date" -> date(body);
            case "in-reply-to", "references" -> count(name, signs(body, '@'));
            case "x-mailer", "user-agent" -> {
                words("mailer", body, 12);
                add("mailer-shape", shape(body));
            }
            default -> {
                if (AS_WORDS.contains(name)) {
                    words(name, body, 16);
                }
            }
        }
    }

    private void subject(String body, boolean encoded) {
        count("subject-words", words("subject", body, MAX_WORDS));
        if (encoded) {
            add("subject-is", "encoded");
        }
        if (body.isBlank()) {
            add("subject-is", "blank");
        } else if (body.chars().noneMatch(Character::isLowerCase)) {
            add("subject-is", "upper-case");
        }
    }

    private void address(String field, String body) {
        int angle = body.lastIndexOf('<');
        String address = (angle < 0 ? body : body.substring(angle + 1)).strip();
        int at = address.lastIndexOf('@');
        String local = at < 0 ? address : address.substring(0, at);
        add(field + "-local", coded(local.toLowerCase(Locale.ROOT)));
        add(field + "-shape", shape(local));
        String organization = at < 0 ? "" : domain(field, host(address, at + 1));
        if (field.equals("from")) {
            author = organization;
        } else {
            add(field + "-is", organization.equals(author) ? "author" : "other");
        }
        if (angle < 0) {
            add(field + "-is", "bare");
        } else {
            count(field + "-names", words(field + "-name", body.substring(0, angle), 20));
        }
    }

    /** The host name that begins there. */
    private static String host(String text, int from) {
        int to = from;
        while (to < text.length()
                && (Character.isLetterOrDigit(text.charAt(to)) || ".-".indexOf(text.charAt(to)) >= 0)) {
            to++;
        }
        return text.substring(from, to).toLowerCase(Locale.ROOT);
    }

    private String domain(String kind, String host) {
        add(kind + "-domain", host);
        String organization = organization(DomainName.of(host), host);
        add(kind + "-organization", organization);
        add(kind + "-tld", host.substring(host.lastIndexOf('.') + 1));
        return organization;
    }

    private String organization(@Nullable DomainName name, String otherwise) {
        DomainName registrable = name == null ? null : suffixes.registrable(name);
        return registrable == null ? otherwise : registrable.toString();
    }

    private void recipients(String name, String body) {
        count(name, signs(body, '@'));
        if (body.toLowerCase(Locale.ROOT).contains("undisclosed")) {
            add(name + "-is", "undisclosed");
        }
        if (body.indexOf('<') >= 0) {
            add(name + "-is", "named");
        }
    }

    private static int signs(String text, char sign) {
        return (int) text.chars().filter(c -> c == sign).count();
    }

    private void id(String body) {
        int at = body.indexOf('@');
        add("id-shape", shape(at < 0 ? body : body.substring(0, at)));
        if (at >= 0) {
            String host = host(body, at + 1);
            String organization = organization(DomainName.of(host), host);
            add("id-organization", organization);
            add("id-is", organization.equals(author) ? "author" : "other");
        }
    }

    private void date(String body) {
        int sign = Math.max(body.lastIndexOf('+'), body.lastIndexOf('-'));
        add("date-zone", sign < 0 || body.length() < sign + 5 ? "none" : body.substring(sign, sign + 5));
        add("date-shape", shape(body));
    }

    private void part(Part part) {
        add("part", part.type());
        add("part-encoding", String.valueOf(part.encoding()).toLowerCase(Locale.ROOT));
        if (!part.charset().isEmpty()) {
            add("part-charset", part.charset());
        }
        for (String name : part.names()) {
            int dot = name.lastIndexOf('.');
            add("file", dot < 0 ? "no type" : coded(name.substring(dot + 1).toLowerCase(Locale.ROOT)));
            words("file-name", name, 8);
        }
    }

    private void unseen(TextPart text) {
        if (!text.code().isEmpty()) {
            add("part", "code");
        }
        if (text.invisible() > 0) {
            count("invisible", text.invisible());
        }
        if (!text.hidden().isBlank()) {
            count("hidden-words", words("hidden", text.hidden(), 20));
        }
    }

    private void links(Links links) {
        count("links", links.links().size());
        int hosts = 0;
        var seen = new HashSet<String>();
        for (Link link : links.links()) {
            Url url = link.url();
            String host = url.host().text();
            if (seen.size() < MAX_LINKS && seen.add(link.kind() + host)) {
                hosts++;
                link(link, url, host);
            }
        }
        count("link-hosts", hosts);
        for (DomainName domain : links.mailDomains()) {
            add("mail-organization", organization(domain, domain.toString()));
        }
    }

    private void link(Link link, Url url, String host) {
        add("link-host", host);
        DomainName domain = url.host().domain();
        add("link-organization", domain == null ? "address" : organization(domain, host));
        add("link-tld", host.substring(host.lastIndexOf('.') + 1));
        add("link-kind", link.kind().name().toLowerCase(Locale.ROOT));
        if (link.redirector()) {
            add("link-is", "redirector");
        }
        if (url.host().disguised()) {
            add("link-is", "disguised");
        }
        if (url.port() > 0) {
            add("link-is", "port");
        }
        words("link-path", url.rest(), 10);
    }
}
