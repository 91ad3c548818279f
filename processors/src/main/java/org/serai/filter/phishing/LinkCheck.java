package org.serai.filter.phishing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.serai.content.Link;
import org.serai.content.LinkReader;
import org.serai.content.LinkReader.Shown;
import org.serai.content.Links;
import org.serai.content.Url;
import org.serai.filter.LocalDomains;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.DomainName;
import org.serai.mail.Finding;

/** Compares what links show with where they lead. */
final class LinkCheck {

    static final String LINK = "PHISHING_LINK";
    static final String LINK_MAYBE = "PHISHING_LINK_MAYBE";
    static final String LINK_USER = "PHISHING_LINK_USER";
    static final String LINK_OBSCURED = "PHISHING_LINK_OBSCURED";

    /** Links that the evidence shows. */
    private static final int MAX_EVIDENCE = 5;

    private static final int MAX_URL = 200;

    private final LinkReader reader;
    private final PublicSuffixes suffixes;
    private final LocalDomains local;

    LinkCheck(LinkReader reader, PublicSuffixes suffixes, LocalDomains local) {
        this.reader = reader;
        this.suffixes = suffixes;
        this.local = local;
    }

    /**
     * All findings about links, one for each symbol.
     *
     * @param proved the registered domain of the author where DMARC has proved it: he may count clicks on his own site
     */
    List<Finding> of(Links links, @Nullable DomainName proved) {
        var found = new LinkedHashMap<String, List<String>>();
        for (Link link : links.links()) {
            if (link.kind() == Link.Kind.LINK || link.kind() == Link.Kind.TEXT) {
                String symbol = symbol(link, proved);
                if (symbol != null) {
                    found.computeIfAbsent(symbol, first -> new ArrayList<>()).add(words(link));
                }
            }
        }
        var out = new ArrayList<Finding>();
        for (Map.Entry<String, List<String>> each : found.entrySet()) {
            out.add(Finding.of(each.getKey(), reason(each.getKey()))
                    .withEvidence(
                            "links",
                            each.getValue().stream().limit(MAX_EVIDENCE).toList())
                    .withEvidence("count", each.getValue().size()));
        }
        return out;
    }

    private @Nullable String symbol(Link link, @Nullable DomainName proved) {
        if (looksLikeAHost(link.url().user())) {
            return LINK_USER;
        }
        List<Shown> shown = link.shown().isEmpty() ? List.of() : said(link.shown());
        if (!shown.isEmpty() && shown.stream().noneMatch(each -> leadsThere(link, each))) {
            return shown.stream().anyMatch(each -> maybe(link, each, proved)) ? LINK_MAYBE : LINK;
        }
        return link.url().host().disguised() ? LINK_OBSCURED : null;
    }

    /** A sentence may name hosts and lead to another one; a URL says where it leads. */
    private List<Shown> said(String text) {
        return reader.shown(text).stream()
                .filter(each -> (each.alone() || each.scheme()) && registered(each.url()) != null)
                .toList();
    }

    private boolean maybe(Link link, Shown shown, @Nullable DomainName proved) {
        DomainName said = registered(shown.url());
        return link.opaque() || !isAUrl(shown) || said != null && (said.equals(proved) || otherTop(link, said));
    }

    /** Not just the name of a company, {@code Example.com}. */
    private static boolean isAUrl(Shown shown) {
        return shown.scheme()
                || !shown.url().rest().isEmpty()
                || shown.url().host().text().startsWith("www.");
    }

    private boolean leadsThere(Link link, Shown shown) {
        DomainName said = registered(shown.url());
        DomainName last = registered(link.target());
        return said != null && (said.equals(registered(link.url())) || said.equals(last))
                || last != null && local.contains(last.ascii());
    }

    /** Of the same name below another public suffix: large sites have many, and so has who likes to look like one. */
    private boolean otherTop(Link link, DomainName said) {
        DomainName last = registered(link.target());
        return last != null && label(said).equals(label(last));
    }

    private static String label(DomainName registered) {
        return registered.ascii().substring(0, Math.max(1, registered.ascii().indexOf('.')));
    }

    private @Nullable DomainName registered(Url url) {
        DomainName domain = url.host().domain();
        return domain == null ? null : suffixes.registrable(domain);
    }

    private boolean looksLikeAHost(String user) {
        return user.indexOf('.') > 0 && !reader.shown(user).isEmpty();
    }

    private static String words(Link link) {
        String leads = clipped(link.url().toString());
        return link.shown().isEmpty() ? leads : clipped(link.shown()) + " leads to " + leads;
    }

    private static String clipped(String text) {
        return text.length() <= MAX_URL ? text : text.substring(0, MAX_URL) + "…";
    }

    private static String reason(String symbol) {
        return switch (symbol) {
            case LINK_MAYBE -> "A link in the message shows another host than it leads to at first.";
            case LINK_USER -> "A link in the message has the name of a host where it does not lead to.";
            case LINK_OBSCURED -> "A link in the message hides its host behind numbers or percent signs.";
            default -> "A link in the message leads to another host than it shows.";
        };
    }
}
