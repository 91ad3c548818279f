package org.serai.filter.uribl;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.serai.content.Host;
import org.serai.content.Link;
import org.serai.content.Links;
import org.serai.content.Url;
import org.serai.dns.ReverseName;
import org.serai.filter.DnsList;
import org.serai.filter.DomainSet;
import org.serai.filter.LocalDomains;
import org.serai.filter.ReservedAddress;
import org.serai.identity.PublicSuffixes;
import org.serai.identity.dmarc.HeaderFrom;
import org.serai.mail.DomainName;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mime.Mailboxes;
import org.serai.mime.MimeReader;

/** What lists are asked about: hosts that a message leads to, without our own and those of {@code uribl-skip.txt}. */
public final class Subjects {

    private final MimeReader mime;
    private final PublicSuffixes suffixes;
    private final LocalDomains local;
    private final DomainSet skipped;

    /**
     * One of them.
     *
     * @param name the host, for people
     * @param domain the registered domain that it belongs to, null for an address
     */
    record Subject(String name, @Nullable DomainName domain, @Nullable InetAddress address) {

        /** Whose it is: the registered domain, or the address. */
        Object owner() {
            return domain == null ? name : domain;
        }

        /** What stands in front of the zone in the question; null when the list is not asked. */
        @Nullable
        String labels(DnsList list) {
            if (domain != null) {
                return list.hosts() ? name : domain.ascii();
            }
            return list.addresses() && address instanceof Inet4Address ? ReverseName.labels(address) : null;
        }
    }

    public Subjects(MimeReader mime, PublicSuffixes suffixes, LocalDomains local, DomainSet skipped) {
        this.mime = mime;
        this.suffixes = suffixes;
        this.local = local;
        this.skipped = skipped;
    }

    /** Of links, by the way in which they stand there, what people follow first; several of one host too. */
    List<List<Subject>> of(Links links) {
        var ways = new ArrayList<List<Subject>>();
        for (Link.Kind kind : Link.Kind.values()) {
            ways.add(of(links, link -> link.kind() == kind && !link.shown().isEmpty()));
            ways.add(of(links, link -> link.kind() == kind && link.shown().isEmpty()));
        }
        return ways;
    }

    private List<Subject> of(Links links, Predicate<Link> which) {
        var out = new ArrayList<Subject>();
        links.links().stream().filter(which).forEach(link -> {
            add(link.url(), out);
            link.within().forEach(url -> add(url, out));
        });
        return out;
    }

    /** Of mail addresses. */
    List<Subject> ofMail(Mail mail, Links links, @Nullable Path sender) {
        var out = new ArrayList<Subject>();
        DomainName domain = sender == null ? null : DomainName.of(sender.domain());
        if (domain != null) {
            add(domain, out);
        }
        HeaderFrom.of(mail, mime).domains().forEach(each -> add(each, out));
        Mailboxes.of(mime.view(mail), "Reply-To").domains().forEach(each -> add(each, out));
        links.mailDomains().forEach(each -> add(each, out));
        return out;
    }

    private void add(Url url, List<Subject> out) {
        Host host = url.host();
        DomainName domain = host.domain();
        if (domain != null) {
            add(domain, out);
        } else if (host.address() != null && !ReservedAddress.is(host.address())) {
            out.add(new Subject(host.address().getHostAddress(), null, host.address()));
        }
    }

    private void add(DomainName name, List<Subject> out) {
        DomainName domain = suffixes.registrable(name);
        if (domain != null && name.qualified() && !name.specialUse() && !skips(name, domain)) {
            out.add(new Subject(name.ascii(), domain, null));
        }
    }

    private boolean skips(DomainName name, DomainName domain) {
        return local.contains(name.ascii())
                || local.contains(domain.ascii())
                || skipped.match(name) != null
                || skipped.match(domain) != null;
    }
}
