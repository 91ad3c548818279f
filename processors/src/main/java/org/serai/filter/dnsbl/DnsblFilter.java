package org.serai.filter.dnsbl;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.serai.config.Option;
import org.serai.dns.Dns;
import org.serai.dns.MailDns;
import org.serai.dns.ReverseName;
import org.serai.filter.DnsList;
import org.serai.filter.DnsListUse;
import org.serai.filter.DnsLists;
import org.serai.filter.DnsLists.Hit;
import org.serai.filter.DnsLists.Said;
import org.serai.filter.MailFilter;
import org.serai.filter.ReservedAddress;
import org.serai.mail.Client;
import org.serai.mail.Finding;
import org.serai.mail.Mail;

/**
 * Triggered by a client whose address stands on a list in the DNS (RFC 5782): on one of those who send spam, or of those whom somebody
 * vouches for. Says the same in whatever phase its step stands. Trusted clients and addresses of no public host are not asked about.
 */
public final class DnsblFilter implements MailFilter {

    private final DnsListUse use;
    private final List<DnsList> zones;
    private final int maxHits;
    private final DnsLists lists;
    private final MailDns dns;

    /** Properties under {@code filter.dnsbl.}. */
    public record Options(
            @Option(
                            value = "",
                            doc =
                                    "Lists of senders of spam, as a line of config/lists/dnsbl.txt names one, separated by commas;"
                                            + " asked before those of the file.")
                    List<DnsList> zones,
            @Option(value = "3", least = "1", doc = "Hits that count; the first ones, in the order of the lists.")
                    int maxHits) {

        public Options {
            zones.forEach(DnsListUse.DNSBL::refuseOthers);
            zones = List.copyOf(zones);
        }
    }

    /** Properties under {@code filter.dnswl.}. */
    public record WhiteOptions(
            @Option(
                            value = "",
                            doc =
                                    "Lists of senders that are vouched for, as a line of config/lists/dnswl.txt names one, separated"
                                            + " by commas; asked before those of the file.")
                    List<DnsList> zones,
            @Option(value = "1", least = "1", doc = "Hits that count; the first ones, in the order of the lists.")
                    int maxHits) {

        public WhiteOptions {
            zones.forEach(DnsListUse.DNSWL::refuseOthers);
            zones = List.copyOf(zones);
        }
    }

    /** What do the lists say of this client? */
    private record Question(DnsListUse use, List<DnsList> zones, String client)
            implements org.serai.mail.Question<List<Asked>> {}

    private record Asked(DnsList list, CompletableFuture<Said> said) {}

    /** A filter for spam. */
    public DnsblFilter(Options options, List<DnsList> listed, DnsLists lists, MailDns dns) {
        this(DnsListUse.DNSBL, options.zones(), listed, options.maxHits(), lists, dns);
    }

    /** A filter for the contrary. */
    public DnsblFilter(WhiteOptions options, List<DnsList> listed, DnsLists lists, MailDns dns) {
        this(DnsListUse.DNSWL, options.zones(), listed, options.maxHits(), lists, dns);
    }

    private DnsblFilter(
            DnsListUse use, List<DnsList> named, List<DnsList> listed, int maxHits, DnsLists lists, MailDns dns) {
        var all = new ArrayList<>(named);
        all.addAll(listed);
        this.use = use;
        this.zones = List.copyOf(all);
        this.maxHits = maxHits;
        this.lists = lists;
        this.dns = dns;
        zones.forEach(zone -> lists.watch(zone, use));
    }

    @Override
    public void prepare(Mail mail) {
        ask(mail);
    }

    @Override
    public List<Finding> check(Mail mail) throws Exception {
        var findings = new ArrayList<Finding>();
        var unanswered = new ArrayList<String>();
        String client = mail.envelope().client().ip();
        for (Asked asked : ask(mail)) {
            Said said = mail.deadline().await(asked.said());
            for (Hit hit : said.hits()) {
                if (findings.size() < maxHits) {
                    findings.add(finding(client, hit));
                }
            }
            if (!said.unanswered().isEmpty()) {
                unanswered.add(asked.list() + ": " + said.unanswered());
            }
        }
        if (!unanswered.isEmpty()) {
            findings.add(Finding.of(
                            use.symbol(DnsListUse.TEMPERROR),
                            "A check of your address is not available; please try again later.")
                    .withStatus("4.3")
                    .withEvidence("lists", unanswered));
        }
        return findings;
    }

    private List<Asked> ask(Mail mail) {
        Client client = mail.envelope().client();
        if (zones.isEmpty() || client.trusted() || ReservedAddress.is(client.address())) {
            return List.of();
        }
        boolean ipv4 = client.address() instanceof Inet4Address;
        return mail.ask(new Question(use, zones, client.ip()), () -> {
            String labels = ReverseName.labels(client.address());
            Dns ofMail = dns.of(mail);
            return zones.stream()
                    .filter(zone -> ipv4 || !zone.ipv4())
                    .map(zone -> new Asked(zone, lists.ask(zone, use, labels, ofMail)))
                    .toList();
        });
    }

    private Finding finding(String client, Hit hit) {
        // Which one, since an innocent client has to go there.
        String reason = use == DnsListUse.DNSBL ? " is on the list " : " is vouched for by the list ";
        Finding finding = Finding.of(
                        use.symbol(hit.meaning().kind()), "The address " + client + reason + hit.list() + ".")
                .withEvidence("client", client)
                .withEvidence("list", hit.list().zone())
                .withEvidence("answer", hit.answer());
        Finding told = hit.reason().isEmpty() ? finding : finding.withEvidence("reason", hit.reason());
        double points = hit.meaning().points();
        return Double.isNaN(points) ? told : told.withScore(points);
    }
}
