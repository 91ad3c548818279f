package org.serai.filter.phishing;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.content.Link;
import org.serai.content.LinkReader;
import org.serai.content.Links;
import org.serai.filter.DomainSet;
import org.serai.filter.LocalDomains;
import org.serai.filter.MailFilter;
import org.serai.filter.phishing.LookAlikes.Kind;
import org.serai.filter.phishing.LookAlikes.Likeness;
import org.serai.identity.DmarcResult;
import org.serai.identity.PublicSuffixes;
import org.serai.identity.dmarc.HeaderFrom;
import org.serai.mail.DomainName;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mime.Mailboxes;
import org.serai.mime.MimeReader;

/**
 * Triggered by a message that pretends: links that show another host than they lead to, an author who shows the name or the address of
 * somebody else, domains that look like ours, answers that go to a free mailbox. Mail of trusted clients is not looked at.
 */
public final class PhishingFilter implements MailFilter {

    private static final String DISPLAY_ADDRESS = "PHISHING_DISPLAY_ADDRESS";
    private static final String DISPLAY_LOCAL = "PHISHING_DISPLAY_LOCAL";
    private static final String NAME = "PHISHING_NAME";
    private static final String LOOKALIKE_FROM = "PHISHING_LOOKALIKE_FROM";
    private static final String LOOKALIKE_LINK = "PHISHING_LOOKALIKE_LINK";
    private static final String OTHER_TOP = "PHISHING_OTHER_TOP";
    private static final String LURE = "PHISHING_LURE";
    private static final String UNCHECKED = "PHISHING_UNCHECKED";
    private static final String REPLY_TO_FREE = "PHISHING_REPLY_TO_FREE";

    public static final Set<String> SYMBOLS = Set.of(
            LinkCheck.LINK,
            LinkCheck.LINK_MAYBE,
            LinkCheck.LINK_USER,
            LinkCheck.LINK_OBSCURED,
            DISPLAY_ADDRESS,
            DISPLAY_LOCAL,
            NAME,
            LOOKALIKE_FROM,
            LOOKALIKE_LINK,
            OTHER_TOP,
            LURE,
            UNCHECKED,
            REPLY_TO_FREE);

    /** So many hosts of links are compared with our domains, and with few domains of ours so many more. */
    private static final int MAX_HOSTS = 100;

    private static final int MAX_COMPARISONS = 100_000;

    private final MimeReader mime;
    private final LinkReader links;
    private final PublicSuffixes suffixes;
    private final LocalDomains local;
    private final ProtectedNames names;
    private final DomainSet freeMailers;
    private final LookAlikes lookAlikes;
    private final LinkCheck linkCheck;

    /** Properties under {@code filter.phishing.}: none of its own. */
    public record Options() {}

    public PhishingFilter(
            MimeReader mime,
            LinkReader links,
            PublicSuffixes suffixes,
            LocalDomains local,
            ProtectedNames names,
            DomainSet freeMailers) {
        this.mime = mime;
        this.links = links;
        this.suffixes = suffixes;
        this.local = local;
        this.names = names;
        this.freeMailers = freeMailers;
        this.lookAlikes = new LookAlikes(local, suffixes);
        this.linkCheck = new LinkCheck(links, suffixes, local);
    }

    @Override
    public List<Finding> check(Mail mail) {
        if (mail.envelope().client().trusted()) {
            return List.of();
        }
        Links all = links.of(mail);
        HeaderFrom said = HeaderFrom.of(mail, mime);
        var findings = new ArrayList<Finding>(linkCheck.of(all, proved(mail)));
        author(said.name(), said.authors(), findings);
        replyTo(Mailboxes.of(mime.view(mail), "Reply-To").domains(), said.authors(), findings);
        lookAlikeLinks(all, findings);
        return findings;
    }

    /** The registered domain of the author, null where DMARC, if it was asked, has not proved it. */
    private @Nullable DomainName proved(Mail mail) {
        CompletableFuture<DmarcResult> answer = mail.answer(new DmarcResult.Question());
        DmarcResult result = answer == null || answer.isCompletedExceptionally() ? null : answer.getNow(null);
        DomainName domain =
                result == null || result.result() != DmarcResult.Result.PASS ? null : DomainName.of(result.domain());
        return domain == null ? null : suffixes.registrable(domain);
    }

    /** Of several authors each may be whom the name shows, and each may be alike; who is none at all may show nobody. */
    private void author(String name, List<DomainName> from, List<Finding> findings) {
        for (DomainName shown : links.mailDomains(name)) {
            if (from.stream().noneMatch(each -> sameOwner(shown, each))) {
                boolean shownIsOurs = local.contains(shown.ascii());
                findings.add(named(
                        shownIsOurs ? DISPLAY_LOCAL : DISPLAY_ADDRESS,
                        "The name in From is an address other than the sender's.",
                        name,
                        from));
                break;
            }
        }
        String used = names.used(name, from, local);
        if (used != null) {
            findings.add(
                    named(NAME, "The name in From is that of somebody who does not write from this domain.", name, from)
                            .withEvidence("protected", used));
        }
        var alike = new EnumMap<Kind, List<Likeness>>(Kind.class);
        for (DomainName each : from) {
            Likeness likeness = lookAlikes.of(each);
            if (likeness != null) {
                alike.computeIfAbsent(likeness.kind(), first -> new ArrayList<>())
                        .add(likeness);
            }
        }
        alike.forEach((kind, all) -> {
            String symbol =
                    switch (kind) {
                        case ALIKE -> LOOKALIKE_FROM;
                        case OTHER_TOP -> OTHER_TOP;
                        case LURE -> LURE;
                    };
            findings.add(alike(symbol, "The sender's domain looks like one of ours.", all));
        });
    }

    private static Finding named(String symbol, String reason, String name, List<DomainName> from) {
        return Finding.of(symbol, reason)
                .withEvidence("name", name)
                .withEvidence(
                        "from",
                        String.join(", ", from.stream().map(DomainName::ascii).toList()));
    }

    private boolean sameOwner(DomainName one, DomainName other) {
        DomainName registered = suffixes.registrable(one);
        return one.equals(other) || registered != null && registered.equals(suffixes.registrable(other));
    }

    private void replyTo(List<DomainName> to, List<DomainName> from, List<Finding> findings) {
        boolean odd = from.stream().noneMatch(each -> free(each) || local.contains(each.ascii()));
        if (!to.isEmpty() && !from.isEmpty() && odd && to.stream().allMatch(this::free)) {
            findings.add(Finding.of(
                            REPLY_TO_FREE, "Answers go to a free mailbox, although the sender has a domain of his own.")
                    .withEvidence("replyTo", to.get(0).ascii())
                    .withEvidence("from", from.get(0).ascii()));
        }
    }

    private boolean free(DomainName domain) {
        return freeMailers.match(domain) != null;
    }

    private void lookAlikeLinks(Links all, List<Finding> findings) {
        var hosts = new LinkedHashSet<DomainName>();
        for (Link link : all.links()) {
            DomainName host = link.kind() == Link.Kind.RESOURCE
                    ? null
                    : link.target().host().domain();
            if (host != null) {
                hosts.add(host);
            }
        }
        int most = Math.max(MAX_HOSTS, MAX_COMPARISONS / Math.max(1, lookAlikes.count()));
        if (all.more() || all.textCut() || hosts.size() > most && lookAlikes.count() > 0) {
            findings.add(Finding.of(UNCHECKED, "The message has more links or text than can be checked.")
                    .withEvidence("hosts", hosts.size())
                    .withEvidence("moreLinks", all.more())
                    .withEvidence("textCut", all.textCut()));
        }
        List<Likeness> alike = hosts.stream()
                .limit(most)
                .map(lookAlikes::of)
                .filter(Objects::nonNull)
                .toList();
        lookAlikeLinks(LOOKALIKE_LINK, Kind.ALIKE, alike, findings);
        if (findings.stream().noneMatch(each -> each.symbol().equals(LURE))) {
            lookAlikeLinks(LURE, Kind.LURE, alike, findings);
        }
    }

    private static void lookAlikeLinks(String symbol, Kind kind, List<Likeness> all, List<Finding> findings) {
        List<Likeness> shown =
                all.stream().filter(each -> each.kind() == kind).limit(5).toList();
        if (!shown.isEmpty()) {
            findings.add(alike(symbol, "A link leads to a domain that looks like one of ours.", shown));
        }
    }

    private static Finding alike(String symbol, String reason, List<Likeness> alike) {
        return Finding.of(symbol, reason)
                .withEvidence(
                        "domains",
                        alike.stream()
                                .map(each -> each.domain() + " is like " + each.own() + ": " + each.how())
                                .toList());
    }
}
