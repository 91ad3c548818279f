package org.serai.filter.phishing;

import java.util.ArrayList;
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

    /** Hosts of links that are compared with our domains. */
    private static final int MAX_HOSTS = 100;

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
        DomainName from = said.author();
        var findings = new ArrayList<Finding>(linkCheck.of(all, proved(mail)));
        if (from != null) {
            author(said.name(), from, findings);
            replyTo(Mailboxes.of(mime.view(mail), "Reply-To").domains(), from, findings);
        }
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

    private void author(String name, DomainName from, List<Finding> findings) {
        boolean ours = local.contains(from.ascii());
        for (DomainName shown : links.mailDomains(name)) {
            if (!sameOwner(shown, from)) {
                boolean shownIsOurs = local.contains(shown.ascii());
                findings.add(Finding.of(
                                shownIsOurs ? DISPLAY_LOCAL : DISPLAY_ADDRESS,
                                "The name in From is an address other than the sender's.")
                        .withEvidence("name", name)
                        .withEvidence("from", from.ascii()));
                break;
            }
        }
        String used = ours ? null : names.used(name, from);
        if (used != null) {
            findings.add(Finding.of(NAME, "The name in From is that of somebody who does not write from this domain.")
                    .withEvidence("name", name)
                    .withEvidence("protected", used)
                    .withEvidence("from", from.ascii()));
        }
        Likeness likeness = lookAlikes.of(from);
        if (likeness != null) {
            String symbol =
                    switch (likeness.kind()) {
                        case ALIKE -> LOOKALIKE_FROM;
                        case OTHER_TOP -> OTHER_TOP;
                        case LURE -> LURE;
                    };
            findings.add(alike(symbol, "The sender's domain looks like one of ours.", List.of(likeness)));
        }
    }

    private boolean sameOwner(DomainName one, DomainName other) {
        DomainName registered = suffixes.registrable(one);
        return one.equals(other) || registered != null && registered.equals(suffixes.registrable(other));
    }

    private void replyTo(List<DomainName> to, DomainName from, List<Finding> findings) {
        if (!to.isEmpty() && to.stream().allMatch(this::free) && !free(from) && !local.contains(from.ascii())) {
            findings.add(Finding.of(
                            REPLY_TO_FREE, "Answers go to a free mailbox, although the sender has a domain of his own.")
                    .withEvidence("replyTo", to.get(0).ascii())
                    .withEvidence("from", from.ascii()));
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
        if (all.more() || hosts.size() > MAX_HOSTS && lookAlikes.compares()) {
            findings.add(Finding.of(UNCHECKED, "The message has more links than can be checked.")
                    .withEvidence("hosts", hosts.size())
                    .withEvidence("moreLinks", all.more()));
        }
        List<Likeness> alike = hosts.stream()
                .limit(MAX_HOSTS)
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
