package org.serai.filter.uribl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet4Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.content.Texts;
import org.serai.dns.Answer;
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
    void whatIsNotAskedAboutIsTold(@TempDir Path directory) throws Exception {
        var filter = filter(options("zones", "bl.example", "max-domains", "2"), directory, new Zone());

        assertThat(filter.check(Mails.data("\r\nhttp://a.com http://b.com"))).isEmpty();
        assertThat(filter.check(Mails.data("\r\nhttp://a.com http://b.com http://c.com")))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.symbol()).isEqualTo("URIBL_UNCHECKED");
                    assertThat(each.evidence()).containsEntry("unasked", 1).containsEntry("moreLinks", false);
                });
    }

    @Test
    void hostsOfOneDomainDoNotHideAnother(@TempDir Path directory) throws Exception {
        var zone = new Zone().with("bad.com.bl.example", RecordType.A, v4("127.0.0.2"));
        var filter = filter(options("zones", "bl.example"), directory, zone);
        var text = new StringBuilder("\r\n");
        for (int i = 0; i < 900; i++) {
            text.append("http://a").append(i).append(".good.com\r\n");
        }

        assertThat(filter.check(Mails.data(text + "http://bad.com")))
                .extracting(Finding::symbol)
                .containsExactly("URIBL_LISTED", "URIBL_UNCHECKED");
    }

    @Test
    void domainsThatNobodyFollowsDoNotHideOneThatIsShown(@TempDir Path directory) throws Exception {
        var zone = new Zone().with("bad.com.bl.example", RecordType.A, v4("127.0.0.2"));
        var filter = filter(options("zones", "bl.example"), directory, zone);
        var html = new StringBuilder("Content-Type: text/html\r\n\r\n");
        for (int i = 0; i < 200; i++) {
            html.append("<a href=http://a%d.com></a><img src=http://b%d.com>http://c%d.com ".formatted(i, i, i));
        }

        assertThat(filter.check(Mails.data(html + "<a href=http://bad.com>click</a>")))
                .extracting(Finding::symbol)
                .containsExactly("URIBL_LISTED", "URIBL_UNCHECKED");
    }

    @Test
    void whatTheSenderPutsFirstIsNotWhatIsAsked(@TempDir Path directory) throws Exception {
        var asked = new HashSet<String>();
        Dns dns = new Dns() {
            @Override
            public <T> CompletableFuture<Answer<T>> lookup(String name, RecordType<T> type) {
                asked.add(name);
                return new Zone().lookup(name, type);
            }
        };
        var filter = filter(options("zones", "bl.example", "max-domains", "10"), directory, dns);
        var text = new StringBuilder("\r\n");
        for (int i = 0; i < 100; i++) {
            text.append("http://a").append(i).append(".com\r\n");
        }
        for (int i = 0; i < 20; i++) {
            filter.check(Mails.data(text.toString()));
        }

        assertThat(asked).hasSizeGreaterThan(50);
    }

    @Test
    void whereTheLookupsOfAMailEndEachListHasBeenAskedAboutTheFirst(@TempDir Path directory) throws Exception {
        var asked = new ArrayList<String>();
        Dns dns = new Dns() {
            @Override
            public <T> CompletableFuture<Answer<T>> lookup(String name, RecordType<T> type) {
                asked.add(name);
                return new Zone().lookup(name, type);
            }
        };
        filter(options("zones", "one.example, two.example"), directory, dns)
                .check(Mails.data("\r\nhttp://a.com http://b.com"));

        assertThat(asked)
                .containsExactly("a.com.one.example", "a.com.two.example", "b.com.one.example", "b.com.two.example");
    }

    @Test
    void textThatNobodyHasReadIsTold(@TempDir Path directory) throws Exception {
        var filter = filter(options("zones", "bl.example"), directory, new Zone());

        assertThat(filter.check(Mails.data("\r\n" + "word ".repeat(1 << 16))))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.symbol()).isEqualTo("URIBL_UNCHECKED");
                    assertThat(each.evidence()).containsEntry("textCut", true).containsEntry("unasked", 0);
                });
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
                .filteredOn(finding -> !finding.symbol().equals("URIBL_UNCHECKED"))
                .extracting(finding -> finding.evidence().get("domains"))
                .containsExactly(List.of("link.com"));
    }

    @Test
    void domainsOfMailAddressesAreAskedAboutIfWanted(@TempDir Path directory) throws Exception {
        var zone = new Zone()
                .with("from.com.bl.example", RecordType.A, v4("127.0.0.2"))
                .with("reply.com.bl.example", RecordType.A, v4("127.0.0.2"))
                .with("text.com.bl.example", RecordType.A, v4("127.0.0.2"));
        var filter = filter(options("zones", "bl.example", "mail-domains", "true"), directory, zone);

        assertThat(filter.check(Mails.data("From: a@from.com\r\nReply-To: c@reply.com\r\n\r\nwrite to b@text.com")))
                .extracting(finding -> finding.evidence().get("domains"))
                .containsExactly(List.of("from.com", "reply.com", "text.com"));
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
