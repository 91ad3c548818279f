package org.serai.filter.uribl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet4Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.content.Texts;
import org.serai.dns.Dns;
import org.serai.dns.MailDns;
import org.serai.dns.RecordType;
import org.serai.dns.Zone;
import org.serai.filter.DnsListUse;
import org.serai.filter.DnsLists;
import org.serai.filter.DomainSet;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Network;
import org.serai.mime.Messages;

class UriblFilterTest {

    private static final PublicSuffixes SUFFIXES = PublicSuffixes.bundled();

    private final DnsLists lists = new DnsLists(FilterCases.CLOCK);

    static List<FilterCase> cases() {
        return FilterCases.of("uribl");
    }

    private UriblFilter filter(UriblFilter.Options options, Path directory, Dns dns) {
        return filter(options, directory, mail -> dns);
    }

    private UriblFilter filter(UriblFilter.Options options, Path directory, MailDns dns) {
        return new UriblFilter(
                options,
                DnsListUse.URIBL.load(directory),
                lists,
                dns,
                Texts.LINKS,
                new Subjects(
                        Messages.READER,
                        SUFFIXES,
                        FilterCases.localDomains(),
                        DomainSet.load(directory.resolve("uribl-skip.txt"))));
    }

    private static UriblFilter.Options options(String... pairs) {
        return Binder.bind(
                UriblFilter.Options.class,
                name -> name,
                pairs.length == 2
                        ? Map.of(pairs[0], pairs[1])::get
                        : Map.of(pairs[0], pairs[1], pairs[2], pairs[3])::get);
    }

    private static Inet4Address v4(String text) {
        return (Inet4Address) Network.literal(text);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each, @TempDir Path directory) throws Exception {
        each.writeLists(directory);
        UriblFilter filter = filter(Binder.defaults(UriblFilter.Options.class), directory, each.zone());
        filter.prepare(each.mail());

        assertThat(FilterCase.symbols(filter.check(each.mail()))).isEqualTo(each.expected());
    }

    @Test
    void aFindingTellsDomainsListAnswerAndReason(@TempDir Path directory) throws Exception {
        var zone = new Zone()
                .with("bad.com.k3y.dbl.example", RecordType.A, v4("127.0.1.2"))
                .with("bad.com.k3y.dbl.example", RecordType.TXT, "https://dbl.example/?bad.com")
                .with("worse.com.k3y.dbl.example", RecordType.A, v4("127.0.1.2"));
        var filter = filter(options("zones", "dbl.example key=k3y 127.0.1.2=spam:3.5"), directory, zone);

        List<Finding> findings = filter.check(Mails.data("\r\nhttp://www.bad.com http://worse.com http://good.com"));

        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).score()).isEqualTo(3.5);
        assertThat(findings.get(0).reason())
                .isEqualTo("The message names www.bad.com, which is on the list dbl.example.");
        assertThat(findings.get(0).evidence())
                .containsOnly(
                        Map.entry("domains", List.of("www.bad.com", "worse.com")),
                        Map.entry("list", "dbl.example"),
                        Map.entry("answer", "127.0.1.2"),
                        Map.entry("reason", "https://dbl.example/?bad.com"));
    }

    @Test
    void linksAreAskedAboutBeforeImagesUpToTheMaximum(@TempDir Path directory) throws Exception {
        var zone = new Zone()
                .with("link.com.bl.example", RecordType.A, v4("127.0.0.2"))
                .with("image.com.bl.example", RecordType.A, v4("127.0.0.2"));
        var filter = filter(options("zones", "bl.example", "max-domains", "1"), directory, zone);
        Mail mail =
                Mails.data("Content-Type: text/html\r\n\r\n<img src=http://image.com/><a href=http://link.com/>x</a>");

        assertThat(filter.check(mail))
                .extracting(finding -> finding.evidence().get("domains"))
                .containsExactly(List.of("link.com"));
    }

    @Test
    void domainsOfMailAddressesAreAskedAboutIfWanted(@TempDir Path directory) throws Exception {
        var zone = new Zone()
                .with("from.com.bl.example", RecordType.A, v4("127.0.0.2"))
                .with("text.com.bl.example", RecordType.A, v4("127.0.0.2"));
        var filter = filter(options("zones", "bl.example", "mail-domains", "true"), directory, zone);

        assertThat(filter.check(Mails.data("From: a@from.com\r\n\r\nwrite to b@text.com")))
                .extracting(finding -> finding.evidence().get("domains"))
                .containsExactly(List.of("from.com", "text.com"));
    }

    @Test
    void hitsAreLimited(@TempDir Path directory) throws Exception {
        var zone = new Zone()
                .with("bad.com.one.example", RecordType.A, v4("127.0.0.2"))
                .with("bad.com.two.example", RecordType.A, v4("127.0.0.2"));
        var filter = filter(options("zones", "one.example, two.example", "max-hits", "1"), directory, zone);

        assertThat(filter.check(Mails.data("\r\nhttp://bad.com")))
                .extracting(finding -> finding.evidence().get("list"))
                .containsExactly("one.example");
    }

    @Test
    void aListThatHasWhatNoListHasDoesNotCount(@TempDir Path directory) throws Exception {
        var zone = new Zone()
                .with("test.bl.example", RecordType.A, v4("127.0.0.2"))
                .with("invalid.bl.example", RecordType.A, v4("127.0.0.2"))
                .with("bad.com.bl.example", RecordType.A, v4("127.0.0.2"));
        var filter = filter(options("zones", "bl.example"), directory, zone);

        lists.test(zone);

        Awaitility.await().until(() -> lists.state().toString().contains("does not count"));
        assertThat(filter.check(Mails.data("\r\nhttp://bad.com"))).isEmpty();
    }

    @Test
    void wordsOfOtherFiltersAreRefused() {
        assertThatThrownBy(() -> options("zones", "bl.example ipv4"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'ipv4' is a word for dnsbl");
    }

    @Test
    void asksWhenOtherChecksHaveSpentTheirs(@TempDir Path directory) throws Exception {
        Zone zone = new Zone().with("bad.example.list.example", RecordType.A, v4("127.0.0.2"));
        MailDns dns = new MailDns() {
            @Override
            public Dns of(Mail mail) {
                return new Zone().silent("bad.example.list.example", null);
            }

            @Override
            public Dns of(Mail mail, String check) {
                return zone;
            }
        };

        assertThat(filter(options("zones", "list.example"), directory, dns)
                        .check(Mails.data("From: a@sender.example\r\n\r\nhttp://bad.example/\r\n")))
                .extracting(Finding::symbol)
                .containsExactly("URIBL_LISTED");
    }
}
