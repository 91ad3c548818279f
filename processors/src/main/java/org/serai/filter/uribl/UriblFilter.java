package org.serai.filter.uribl;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.content.LinkReader;
import org.serai.content.Links;
import org.serai.dns.Dns;
import org.serai.dns.MailDns;
import org.serai.filter.DnsList;
import org.serai.filter.DnsListUse;
import org.serai.filter.DnsLists;
import org.serai.filter.DnsLists.Hit;
import org.serai.filter.DnsLists.Said;
import org.serai.filter.MailFilter;
import org.serai.filter.uribl.Subjects.Subject;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Path;

/**
 * Triggered by a message that leads to a domain or address which stands on a list in the DNS (RFC 5782), and by one whose sender does, if asked
 * for. Mail of trusted clients is not looked at.
 */
public final class UriblFilter implements MailFilter {

    private static final DnsListUse USE = DnsListUse.URIBL;
    private static final String UNCHECKED = "URIBL_UNCHECKED";

    public static final Set<String> SYMBOLS =
            Stream.concat(USE.symbols().stream(), Stream.of(UNCHECKED)).collect(Collectors.toUnmodifiableSet());

    private final Options options;
    private final List<DnsList> zones;
    private final DnsLists lists;
    private final MailDns dns;
    private final LinkReader links;
    private final Subjects subjects;
    private final SecureRandom seeds = new SecureRandom();

    /** Properties under {@code filter.uribl.}. */
    public record Options(
            @Option(
                            value = "",
                            doc =
                                    "Lists of domains, as a line of config/lists/uribl.txt names one, separated by commas;"
                                            + " asked before those of the file.")
                    List<DnsList> zones,
            @Option(
                            value = "60",
                            least = "1",
                            most = "200",
                            doc =
                                    "Domains and addresses of a message that are asked about; of more, by turns of links, forms,"
                                            + " texts and images.")
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
    private record Question(List<DnsList> zones, Options options) implements org.serai.mail.Question<Asking> {}

    /**
     * All that is asked.
     *
     * @param unasked hosts beyond {@code max-domains}
     * @param moreLinks there are links beyond {@code links.max}
     * @param textCut there is text beyond {@code text.max-size}
     */
    private record Asking(List<Asked> asked, int unasked, boolean moreLinks, boolean textCut) {

        static final Asking NOTHING = new Asking(List.of(), 0, false, false);
    }

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
        Asking asking = ask(mail);
        for (Asked asked : asking.asked()) {
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
        if (asking.unasked() > 0 || asking.moreLinks() || asking.textCut()) {
            findings.add(Finding.of(UNCHECKED, "The message has more links or text than can be checked.")
                    .withEvidence("unasked", asking.unasked())
                    .withEvidence("moreLinks", asking.moreLinks())
                    .withEvidence("textCut", asking.textCut()));
        }
        if (!unanswered.isEmpty()) {
            findings.add(Finding.of(
                            USE.symbol(DnsListUse.TEMPERROR),
                            "A check of the links in this message is not available; please try again later.")
                    .withStatus("4.3")
                    .withEvidence("lists", List.copyOf(unanswered)));
        }
        return findings;
    }

    private Asking ask(Mail mail) {
        if (zones.isEmpty() || mail.envelope().client().trusted()) {
            return Asking.NOTHING;
        }
        var question = new Question(zones, options);
        Asking known = mail.answer(question);
        if (known != null) {
            return known;
        }
        // Reading links takes time, and an answer must not.
        Links found = links.of(mail);
        List<List<Subject>> all = about(mail, found);
        List<Subject> about = Choice.of(all, options.maxDomains(), seeds.nextLong());
        return mail.ask(question, () -> {
            // How many links there are is the sender's choice: they must not leave nothing for other checks.
            Dns ofMail = dns.of(mail, "uribl");
            var out = new ArrayList<Asked>();
            var questions = new HashSet<String>();
            // By hosts: where the look-ups of a mail come to their end, each list has been asked about the first ones.
            for (Subject each : about) {
                for (DnsList zone : zones) {
                    String labels = each.labels(zone);
                    if (labels != null && questions.add(labels + " " + zone.suffix())) {
                        out.add(new Asked(zone, each.name(), lists.ask(zone, USE, labels, ofMail)));
                    }
                }
            }
            out.sort(Comparator.comparingInt(each -> zones.indexOf(each.list())));
            return new Asking(List.copyOf(out), Choice.count(all) - about.size(), found.more(), found.textCut());
        });
    }

    private List<List<Subject>> about(Mail mail, Links found) {
        var all = new ArrayList<>(subjects.of(found));
        if (options.mailDomains()) {
            @Nullable Path sender = mail.envelope().mailFrom();
            all.add(subjects.ofMail(mail, found, sender));
        }
        return all;
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
