package org.serai.filter.dnsbl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.dns.RecordType;
import org.serai.dns.Zone;
import org.serai.filter.DnsListUse;
import org.serai.filter.DnsLists;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Network;

class DnsblFilterTest {

    private static final DnsblFilter.Options DEFAULTS = Binder.defaults(DnsblFilter.Options.class);
    private static final DnsblFilter.WhiteOptions WHITE = Binder.defaults(DnsblFilter.WhiteOptions.class);

    private final DnsLists lists = new DnsLists(FilterCases.CLOCK);

    static List<FilterCase> black() {
        return FilterCases.of("dnsbl");
    }

    static List<FilterCase> white() {
        return FilterCases.of("dnswl");
    }

    private static List<Finding> run(DnsblFilter filter, Mail mail) throws Exception {
        filter.prepare(mail);
        return filter.check(mail);
    }

    @ParameterizedTest
    @MethodSource("black")
    void findsWhatTheCaseExpects(FilterCase each, @TempDir Path directory) throws Exception {
        each.writeLists(directory);
        var filter = new DnsblFilter(DEFAULTS, DnsListUse.DNSBL.load(directory), lists, mail -> each.zone());

        assertThat(run(filter, each.mail()).stream()
                        .map(Finding::symbol)
                        .distinct()
                        .sorted())
                .isEqualTo(each.expected());
    }

    @ParameterizedTest
    @MethodSource("white")
    void findsWhatTheCaseOfDnswlExpects(FilterCase each, @TempDir Path directory) throws Exception {
        each.writeLists(directory);
        var filter = new DnsblFilter(WHITE, DnsListUse.DNSWL.load(directory), lists, mail -> each.zone());

        assertThat(FilterCase.symbols(run(filter, each.mail()))).isEqualTo(each.expected());
    }

    private static Inet4Address v4(String text) {
        return (Inet4Address) Network.literal(text);
    }

    private static DnsblFilter.Options zones(String zones) {
        return Binder.bind(DnsblFilter.Options.class, name -> name, Map.of("zones", zones)::get);
    }

    @Test
    void theFindingTellsListAnswerReasonAndPointsButNoKey() throws Exception {
        var zone = new Zone()
                .with("1.2.0.192.s3cret.zen.example", RecordType.A, v4("127.0.0.4"))
                .with("1.2.0.192.s3cret.zen.example", RecordType.TXT, "https://zen.example/query/ip/192.0.2.1")
                .with("1.2.0.192.bl.example", RecordType.A, v4("127.0.0.2"));
        var filter = new DnsblFilter(
                zones("zen.example key=s3cret 127.0.0.4-7=exploit:4.5, bl.example=2"), List.of(), lists, mail -> zone);

        List<Finding> findings = run(filter, black().get(0).mail());

        assertThat(findings).hasSize(2);
        assertThat(findings.get(0).score()).isEqualTo(4.5);
        assertThat(findings.get(0).reason()).isEqualTo("The address 192.0.2.1 is on the list zen.example.");
        assertThat(findings.get(0).evidence())
                .containsOnly(
                        Map.entry("client", "192.0.2.1"),
                        Map.entry("list", "zen.example"),
                        Map.entry("answer", "127.0.0.4"),
                        Map.entry("reason", "https://zen.example/query/ip/192.0.2.1"));
        assertThat(findings.get(1).score()).isEqualTo(2);
        assertThat(findings.get(1).evidence()).doesNotContainKey("reason");
    }

    @Test
    void aKeyMayStandInAFile(@TempDir Path directory) throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "s3cret\n");
        var zone = new Zone().with("1.2.0.192.s3cret.zen.example", RecordType.A, v4("127.0.0.4"));
        var filter = new DnsblFilter(zones("zen.example key=@" + key), List.of(), lists, mail -> zone);

        assertThat(run(filter, black().get(0).mail())).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nodots",
                "bl.example=many",
                "bl.example 127.0.0.2=spam:many",
                "bl.example 127.0.0.2=nonsense",
                "bl.example 127.0.0.256=spam",
                "bl.example 127.0.0.7-4=spam",
                "bl.example 127.0.0=spam",
                "bl.example 192.0.2.1=spam",
                "bl.example &x=spam",
                "bl.example=-2",
                "bl.example=1e99",
                "bl.example key=",
                "bl.example key=@/nowhere",
                "bl.example word"
            })
    void wrongLinesAreRefusedInPropertyAndFile(String line, @TempDir Path directory) throws IOException {
        assertThatThrownBy(() -> zones(line))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("zones");
        Files.writeString(directory.resolve("dnsbl.txt"), "# lists\n" + line + "\n");
        assertThatThrownBy(() -> DnsListUse.DNSBL.load(directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("dnsbl.txt:2: ");
    }

    @Test
    void pointsOfDnswlAreNegative(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("dnswl.txt"), "wl.example=2\n");
        assertThatThrownBy(() -> DnsListUse.DNSWL.load(directory)).hasMessageContaining("points of dnswl are negative");
    }

    @Test
    void theFirstThreeHitsCount() throws Exception {
        var zone = new Zone();
        for (String list : new String[] {"a", "b", "c", "d"}) {
            zone.with("1.2.0.192." + list + ".example", RecordType.A, v4("127.0.0.2"));
        }
        var filter =
                new DnsblFilter(zones("a.example, b.example, c.example, d.example"), List.of(), lists, mail -> zone);

        assertThat(run(filter, black().get(0).mail()))
                .extracting(finding -> finding.evidence().get("list"))
                .containsExactly("a.example", "b.example", "c.example");
    }

    @Test
    void bitsOfAnAnswerMayHaveAMeaning() throws Exception {
        var zone = new Zone().with("1.2.0.192.multi.example", RecordType.A, v4("127.0.0.10"));
        var filter =
                new DnsblFilter(zones("multi.example &4=exploit &8=policy &2=spam"), List.of(), lists, mail -> zone);

        assertThat(FilterCase.symbols(run(filter, black().get(0).mail()))).containsExactly("DNSBL_POLICY");
    }
}
