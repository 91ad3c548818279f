package org.serai.filter.uribl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.content.LinkReader;
import org.serai.dns.Dns;
import org.serai.dns.MailDns;
import org.serai.filter.DnsList;
import org.serai.filter.DnsListUse;
import org.serai.filter.DnsLists;
import org.serai.filter.DnsLists.Hit;
import org.serai.filter.DnsLists.Said;
import org.serai.filter.MailFilter;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;

/**
 * Triggered by a message that leads to a domain or address which stands on a list in the DNS (RFC 5782), and by one whose sender does, if asked
 * for. Mail of trusted clients is not looked at.
 */
public final class UriblFilter implements MailFilter {

    private static final DnsListUse USE = DnsListUse.URIBL;

    private final Options options;
    private final List<DnsList> zones;
    private final DnsLists lists;
    private final MailDns dns;
    private final LinkReader links;
    private final Subjects subjects;

    /** Properties under {@code filter.uribl.}. */
    public record Options(
            @Option(
                            value = "",
                            doc =
                                    "Lists of domains, as a line of config/lists/uribl.txt names one, separated by commas;"
                                            + " asked before those of the file.")
                    List<DnsList> zones,
            @Option(
                            value = "30",
                            least = "1",
                            most = "200",
                            doc =
                                    "Domains and addresses of a message that are asked about: those of links first, then of"
                                            + " texts, then of images.")
                    int maxDomains,
            @Option(value = "3", least = "1", doc = "Hits that count; the first ones, in the order of the lists.")
                    int maxHits,
            @Option(
                            value = "false",
                            doc = "Ask about the domains of mail addresses too: of the reverse-path, of From and"
                                    + " Reply-To, and in the text.")
                    boolean mailDomains) {

        public Options {
            zones.forEach(USE::refuseOthers);
            zones = List.copyOf(zones);
        }
    }

    /** What do the lists say of what this message leads to? */
    private record Question(List<DnsList> zones, Options options) implements org.serai.mail.Question<List<Asked>> {}

    private record Asked(DnsList list, String subject, CompletableFuture<Said> said) {}

    /** What one list says in one way. */
    private record Told(Hit first, Set<String> subjects) {}

    public UriblFilter(
            Options options, List<DnsList> listed, DnsLists lists, MailDns dns, LinkReader links, Subjects subjects) {
        var all = new ArrayList<>(options.zones());
        all.addAll(listed);
        this.options = options;
        this.zones = List.copyOf(all);
        this.lists = lists;
        this.dns = dns;
        this.links = links;
        this.subjects = subjects;
        zones.forEach(zone -> lists.watch(zone, USE));
    }

    @Override
    public void prepare(Mail mail) {
        ask(mail);
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        var told = new LinkedHashMap<String, Told>();
        var unanswered = new LinkedHashSet<String>();
        for (Asked asked : ask(mail)) {
            Said said = mail.deadline().await(asked.said());
            for (Hit hit : said.hits()) {
                told.computeIfAbsent(
                                asked.list().suffix() + " " + hit.meaning().kind(),
                                first -> new Told(hit, new LinkedHashSet<>()))
                        .subjects()
                        .add(asked.subject());
            }
            if (!said.unanswered().isEmpty()) {
                unanswered.add(asked.list() + ": " + said.unanswered());
            }
        }
        var findings = new ArrayList<Finding>();
        told.values().stream().limit(options.maxHits()).forEach(each -> findings.add(finding(each)));
        if (!unanswered.isEmpty()) {
            findings.add(Finding.of(
                            USE.symbol(DnsListUse.TEMPERROR),
                            "A check of the links in this message is not available; please try again later.")
                    .withStatus("4.3")
                    .withEvidence("lists", List.copyOf(unanswered)));
        }
        return findings;
    }

    private List<Asked> ask(Mail mail) {
        if (zones.isEmpty() || mail.envelope().client().trusted()) {
            return List.of();
        }
        return mail.ask(new Question(zones, options), () -> {
            var about = new LinkedHashMap<String, Subjects.Subject>();
            subjects.of(links.of(mail)).forEach(each -> about.putIfAbsent(each.name(), each));
            if (options.mailDomains()) {
                @Nullable Path sender = mail.envelope().mailFrom();
                subjects.ofMail(mail, links.of(mail), sender).forEach(each -> about.putIfAbsent(each.name(), each));
            }
            // How many links there are is the sender's choice: they must not leave nothing for other checks.
            Dns ofMail = dns.of(mail, "uribl");
            var out = new ArrayList<Asked>();
            for (DnsList zone : zones) {
                Map<String, String> questions = new LinkedHashMap<>();
                about.values().stream().limit(options.maxDomains()).forEach(each -> {
                    String labels = each.labels(zone);
                    if (labels != null) {
                        questions.putIfAbsent(labels, each.name());
                    }
                });
                questions.forEach(
                        (labels, name) -> out.add(new Asked(zone, name, lists.ask(zone, USE, labels, ofMail))));
            }
            return List.copyOf(out);
        });
    }

    private static Finding finding(Told told) {
        String first = told.subjects().iterator().next();
        Hit hit = told.first();
        // Which list, since the owner of an innocent domain has to go there.
        Finding finding = Finding.of(
                        USE.symbol(hit.meaning().kind()),
                        "The message names " + first + ", which is on the list " + hit.list() + ".")
                .withEvidence("domains", List.copyOf(told.subjects()))
                .withEvidence("list", hit.list().zone())
                .withEvidence("answer", hit.answer());
        Finding reasoned = hit.reason().isEmpty() ? finding : finding.withEvidence("reason", hit.reason());
        double points = hit.meaning().points();
        return Double.isNaN(points) ? reasoned : reasoned.withScore(points);
    }
}
