package org.serai.identity.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.serai.dns.Answer;
import org.serai.dns.Dns;
import org.serai.dns.RecordType;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.DomainName;

/**
 * Finds the record that applies to a domain, and its organizational domain (RFC 9989 section 4.10; RFC 7489 section 3.2 with
 * the public suffix list). Asks for each name once; one instance serves one mail. All names of a walk are asked for at
 * once: they are eight at most, and a walk in steps would take as many round trips.
 */
final class Discovery {

    /** How organizational domains are found. */
    enum Method {
        /** RFC 9989: records of the domains above. */
        TREEWALK,
        /** RFC 7489: the public suffix list. */
        PSL
    }

    private static final int MAX_QUERIES = 8;
    private static final String PREFIX = "_dmarc.";

    private final Dns dns;
    private final Method method;
    private final PublicSuffixes suffixes;
    private final Map<DomainName, CompletableFuture<Answer<String>>> asked = new ConcurrentHashMap<>();

    Discovery(Dns dns, Method method, PublicSuffixes suffixes) {
        this.dns = dns;
        this.method = method;
        this.suffixes = suffixes;
    }

    /** What was found at one name. */
    private record Node(DomainName name, Answer<String> answer, @Nullable DmarcRecord record) {}

    CompletableFuture<Standing> of(DomainName domain) {
        List<DomainName> names =
                switch (method) {
                    case TREEWALK -> walk(domain);
                    case PSL -> pair(domain);
                };
        var answers = names.stream().map(this::ask).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenCompose(all -> {
                    var nodes = new ArrayList<Node>();
                    for (int i = 0; i < names.size(); i++) {
                        Answer<String> answer = answers.get(i).join();
                        nodes.add(new Node(names.get(i), answer, single(answer)));
                    }
                    Standing standing =
                            switch (method) {
                                case TREEWALK -> selected(domain, nodes);
                                case PSL -> standing(domain, nodes, organization(domain), null, "");
                            };
                    return existence(standing, nodes.get(0));
                });
    }

    private CompletableFuture<Answer<String>> ask(DomainName name) {
        return asked.computeIfAbsent(name, unknown -> dns.lookup(PREFIX + name.ascii(), RecordType.TXT));
    }

    /** Section 4.10: the domain, then those above it, beginning at seven labels when it has more than eight. */
    static List<DomainName> walk(DomainName domain) {
        var out = new ArrayList<DomainName>();
        out.add(domain);
        String name = domain.ascii();
        long labels = name.chars().filter(c -> c == '.').count() + 1;
        while (labels > 1) {
            name = name.substring(name.indexOf('.') + 1);
            labels--;
            if (labels < MAX_QUERIES) {
                out.add(new DomainName(name));
            }
        }
        return out;
    }

    private List<DomainName> pair(DomainName domain) {
        DomainName organization = organization(domain);
        return organization.equals(domain) ? List.of(domain) : List.of(domain, organization);
    }

    private DomainName organization(DomainName domain) {
        DomainName registrable = suffixes.registrable(domain);
        return registrable == null ? domain : registrable;
    }

    /** Section 4.10, steps 2 and 6: several records are none. */
    private static @Nullable DmarcRecord single(Answer<String> answer) {
        DmarcRecord found = null;
        for (String text : answer.records()) {
            DmarcRecord record = DmarcRecord.parse(text);
            if (record != null && found != null) {
                return null;
            }
            found = record == null ? found : record;
        }
        return found;
    }

    /** Section 4.10.2. */
    private static Standing selected(DomainName domain, List<Node> nodes) {
        DomainName organization = domain;
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node.answer().temporary()) {
                return standing(domain, nodes, null, null, "the look-up of " + PREFIX + node.name() + " failed");
            }
            DmarcRecord record = node.record();
            if (record == null) {
                continue;
            }
            switch (record.publicSuffix()) {
                case NO -> {
                    return standing(domain, nodes, node.name(), null, "");
                }
                case YES -> {
                    DomainName below = i == 0 ? domain : oneBelow(node.name(), domain);
                    return standing(domain, nodes, below, node, "");
                }
                case UNKNOWN -> organization = node.name();
            }
        }
        return standing(domain, nodes, organization, null, "");
    }

    /** The name one label below {@code top} that {@code domain} is, or is below. */
    private static DomainName oneBelow(DomainName top, DomainName domain) {
        int end = domain.ascii().length() - top.ascii().length() - 1;
        return new DomainName(domain.ascii().substring(domain.ascii().lastIndexOf('.', end - 1) + 1));
    }

    /** Section 4.10.1: the record of the domain, else of its organization, else of the public suffix above that. */
    private static Standing standing(
            DomainName domain,
            List<Node> nodes,
            @Nullable DomainName organization,
            @Nullable Node suffix,
            String trouble) {
        Node first = nodes.get(0);
        String failed = trouble.isEmpty() && first.answer().temporary()
                ? "the look-up of " + PREFIX + first.name() + " failed"
                : trouble;
        Published published = published(first);
        if (published == null && organization != null && !first.answer().temporary()) {
            for (Node node : nodes) {
                if (node.name().equals(organization)) {
                    published = published(node);
                    if (node.answer().temporary()) {
                        failed = "the look-up of " + PREFIX + node.name() + " failed";
                    }
                }
            }
            if (published == null && suffix != null) {
                published = published(suffix);
            }
        }
        return new Standing(domain, organization, published, true, failed);
    }

    private static @Nullable Published published(Node node) {
        DmarcRecord record = node.record();
        return record == null ? null : new Published(node.name(), record);
    }

    /** Section 3.2.13; a name below it that exists proves that it does too (RFC 8020). */
    private CompletableFuture<Standing> existence(Standing standing, Node first) {
        Published published = standing.published();
        if (published == null
                || published.domain().equals(standing.domain())
                || !published.record().asksForExistence()
                || !(first.answer() instanceof Answer.NxDomain)) {
            return CompletableFuture.completedFuture(standing);
        }
        return dns.lookup(standing.domain().ascii(), RecordType.A)
                .thenApply(answer -> standing.existing(
                        !(answer instanceof Answer.NxDomain),
                        answer.temporary() ? "the look-up of " + standing.domain() + " failed" : ""));
    }

    /** True when both belong to one registered domain: for domains without a record, where DMARC has nothing to say. */
    static boolean sameRegistrable(PublicSuffixes suffixes, DomainName one, DomainName other) {
        DomainName registrable = suffixes.registrable(one);
        return one.equals(other) || registrable != null && registrable.equals(suffixes.registrable(other));
    }
}
