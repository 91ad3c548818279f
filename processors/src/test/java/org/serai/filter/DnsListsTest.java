package org.serai.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.serai.LogCapture;
import org.serai.ManualClock;
import org.serai.dns.RecordType;
import org.serai.dns.Zone;
import org.serai.mail.Network;

/** Lists that fail the test of RFC 5782, or refuse to answer. */
class DnsListsTest {

    private static final DnsList LIST = DnsList.parse("bl.example");
    private static final String CLIENT = "1.2.0.192";

    private final ManualClock clock = new ManualClock();
    private final DnsLists lists = new DnsLists(clock);

    private static Inet4Address v4(String text) {
        return (Inet4Address) Network.literal(text);
    }

    private static Zone good() {
        return new Zone()
                .with("2.0.0.127.bl.example", RecordType.A, v4("127.0.0.2"))
                .with(CLIENT + ".bl.example", RecordType.A, v4("127.0.0.2"));
    }

    private int hits(Zone zone) {
        return lists.ask(LIST, DnsListUse.DNSBL, CLIENT, zone).join().hits().size();
    }

    @Test
    void aListThatPassesItsTestCounts() {
        lists.watch(LIST, DnsListUse.DNSBL);
        lists.test(good());

        assertThat(hits(good())).isEqualTo(1);
        assertThat(lists.state()).containsEntry("bl.example", "counts");
    }

    @Test
    void aListThatListsTheWorldDoesNotCountUntilItPasses() {
        Zone world = good().with("1.0.0.127.bl.example", RecordType.A, v4("127.0.0.2"));
        lists.watch(LIST, DnsListUse.DNSBL);
        try (var log = LogCapture.of(DnsLists.class)) {
            lists.test(world);
            assertThat(hits(world)).isZero();
            assertThat(lists.state()).containsEntry("bl.example", "does not count: has what no list has");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN DNS list bl.example has what no list has");

            clock.add(Duration.ofMinutes(59));
            lists.test(good());
            assertThat(hits(good())).isZero();
            clock.add(Duration.ofMinutes(2));
            lists.test(good());
            assertThat(hits(good())).isEqualTo(1);
            assertThat(log.lines()).hasSize(2).last().asString().startsWith("INFO DNS list bl.example passes");
        }
    }

    @Test
    void aListThatIsEmptyOrRefusesOrIsSilentDoesNotCount() {
        lists.watch(LIST, DnsListUse.DNSBL);
        lists.test(new Zone());
        assertThat(lists.state()).containsEntry("bl.example", "does not count: does not have the test entry");

        clock.add(Duration.ofHours(1));
        lists.test(new Zone().with("2.0.0.127.bl.example", RecordType.A, v4("127.255.255.254")));
        assertThat(lists.state()).containsEntry("bl.example", "does not count: answers 127.255.255.254 to its test");

        clock.add(Duration.ofHours(1));
        lists.test(new Zone().silent("2.0.0.127.bl.example", null));
        assertThat(lists.state()).containsEntry("bl.example", "does not count: no answer to its test");
    }

    @Test
    void aListIsTestedOnceADay() {
        lists.watch(LIST, DnsListUse.DNSBL);
        lists.test(good());
        clock.add(Duration.ofHours(23));
        lists.test(new Zone());
        assertThat(hits(good())).isEqualTo(1);
        clock.add(Duration.ofHours(2));
        lists.test(new Zone());
        assertThat(hits(good())).isZero();
    }

    @Test
    void anUntestedListIsNotTested() {
        DnsList untested = DnsList.parse("wl.example untested");
        lists.watch(untested, DnsListUse.DNSWL);
        lists.test(new Zone());

        assertThat(lists.state()).containsEntry("wl.example", "counts");
    }

    @Test
    void aRefusalIsNoHitAndToldOnceAnHour() {
        Zone refusing = new Zone().with(CLIENT + ".bl.example", RecordType.A, v4("127.255.255.254"));
        try (var log = LogCapture.of(DnsLists.class)) {
            for (int i = 0; i < 10; i++) {
                assertThat(hits(refusing)).isZero();
            }
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN DNS list bl.example answers 127.255.255.254, which counts as no hit");
            assertThat(lists.state()).containsEntry("bl.example", "answers 127.255.255.254, which is no hit");
            clock.add(Duration.ofHours(1));
            hits(refusing);
            assertThat(log.lines()).hasSize(2).last().asString().contains("11 such answers");
            clock.add(Duration.ofHours(2));
            assertThat(lists.state()).containsEntry("bl.example", "counts");
        }
    }
}
