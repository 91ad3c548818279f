package org.serai.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.serai.dns.Resolvers.ask;

import java.net.Inet4Address;
import org.junit.jupiter.api.Test;
import org.serai.mail.Network;

class ZoneTest {

    private static final Inet4Address ADDRESS = (Inet4Address) Network.literal("192.0.2.1");

    @Test
    void answersWhatItWasToldInOrderAndWithoutRegardToCase() {
        var zone = new Zone().with("A.example.", RecordType.TXT, "one").with("a.EXAMPLE", RecordType.TXT, "two");

        assertThat(ask(zone, "a.example", RecordType.TXT).records()).containsExactly("one", "two");
    }

    @Test
    void tellsNoDataFromNoName() {
        var zone = new Zone().with("a.b.example", RecordType.A, ADDRESS).empty("empty.example");

        assertThat(ask(zone, "a.b.example", RecordType.TXT)).isEqualTo(new Answer.NoData<>());
        assertThat(ask(zone, "b.example", RecordType.A)).isEqualTo(new Answer.NoData<>());
        assertThat(ask(zone, "empty.example", RecordType.A)).isEqualTo(new Answer.NoData<>());
        assertThat(ask(zone, "c.example", RecordType.A)).isEqualTo(new Answer.NxDomain<>());
    }

    @Test
    void followsCnamesAndEndsInACircle() {
        var zone = new Zone()
                .alias("a.example", "B.example.")
                .alias("b.example", "c.example")
                .with("c.example", RecordType.A, ADDRESS)
                .alias("x.example", "y.example")
                .alias("y.example", "x.example")
                .alias("z.example", "nowhere.example");

        assertThat(ask(zone, "a.example", RecordType.A).records()).containsExactly(ADDRESS);
        assertThat(ask(zone, "x.example", RecordType.A))
                .isEqualTo(new Answer.ServFail<>("more than 8 CNAMEs in a row"));
        assertThat(ask(zone, "z.example", RecordType.A)).isEqualTo(new Answer.NxDomain<>());
    }

    @Test
    void troubleForOneTypeOrForAllOfWhichNothingWasSaidBefore() {
        var zone = new Zone()
                .failing("a.example", RecordType.TXT, "SERVFAIL")
                .with("a.example", RecordType.A, ADDRESS)
                .with("b.example", RecordType.A, ADDRESS)
                .silent("b.example", null)
                .with("b.example", RecordType.TXT, "never seen");

        assertThat(ask(zone, "a.example", RecordType.TXT)).isEqualTo(new Answer.ServFail<>("SERVFAIL"));
        assertThat(ask(zone, "a.example", RecordType.A).records()).containsExactly(ADDRESS);
        assertThat(ask(zone, "b.example", RecordType.A).records()).containsExactly(ADDRESS);
        assertThat(ask(zone, "b.example", RecordType.TXT)).isEqualTo(new Answer.Timeout<>());
        assertThat(ask(zone, "b.example", RecordType.MX)).isEqualTo(new Answer.Timeout<>());
    }

    @Test
    void namesThatCannotBeAskedFor() {
        for (String name : new String[] {"", ".", "a..b", ".a", "a".repeat(64), "a.".repeat(128)}) {
            assertThat(ask(new Zone(), name, RecordType.A)).isEqualTo(new Answer.NxDomain<>());
        }
        assertThat(ask(new Zone(), "a".repeat(63) + ".é", RecordType.A)).isEqualTo(new Answer.NxDomain<>());
    }
}
