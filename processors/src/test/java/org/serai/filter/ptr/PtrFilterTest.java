package org.serai.filter.ptr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.config.Binder;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.filter.ReservedAddress;
import org.serai.identity.iprev.Iprev;
import org.serai.mail.Network;

class PtrFilterTest {

    private static final PtrFilter.Options DEFAULTS = Binder.defaults(PtrFilter.Options.class);

    static List<FilterCase> cases() {
        return FilterCases.of("ptr");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) throws Exception {
        var filter = new PtrFilter(DEFAULTS, new Iprev(mail -> each.zone()));
        filter.prepare(each.mail());
        var findings = filter.check(each.mail());

        assertThat(FilterCase.symbols(findings)).isEqualTo(each.expected());
        assertThat(findings)
                .allSatisfy(finding -> assertThat(finding.evidence()).containsKeys("client", "cause", "lookups"));
    }

    @ParameterizedTest
    @CsvSource({
        "p5b3a1c2d.dip0.t-ipconnect.de, 91.58.28.45, true",
        "c0000201.example.net.it, 192.0.2.1, true",
        "192-0-2-1.cable.example.net, 192.0.2.1, true",
        "host-192-0-2-1.example.net, 192.0.2.1, true",
        "1.2.0.192.example.net, 192.0.2.1, true",
        "x192000002001.example.net, 192.0.2.1, true",
        "ip-0-2-1.eu.example.net, 192.0.2.1, true",
        "adsl-7.example.net, 192.0.2.1, true",
        "client7.example.net, 192.0.2.1, true",
        "static-192-0-2-1.example.net, 192.0.2.1, false",
        "mail-192-0-2-1.example.net, 192.0.2.1, false",
        "mx01.pool.example.net, 192.0.2.1, false",
        "mail.dsl.net, 192.0.2.1, false",
        "dsl.net, 192.0.2.1, false",
        "www.cable.com, 192.0.2.1, false",
        "host1.example.net, 192.0.2.1, false",
        "a1920021.example.net, 192.0.2.1, false",
        "server.example.net, 2001:db8::1, false",
        "dyn-2001-db8--1.example.net, 2001:db8::1, true",
        "a99999999999999999999-0-2-1.b.example.net, 192.0.2.1, true",
    })
    void tellsNamesOfAProvidersNetworkFromThoseOfServers(String name, String client, boolean generic) {
        String why = new GenericName(DEFAULTS.words(), DEFAULTS.servers()).why(name, Network.literal(client));

        assertThat(why != null).isEqualTo(generic);
    }

    @Test
    void addressesOfNoPublicHost() {
        for (String address : new String[] {
            "127.0.0.1",
            "10.1.1.1",
            "172.31.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "169.254.1.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fd00::1",
            "ff02::1"
        }) {
            assertThat(ReservedAddress.is(Network.literal(address))).as(address).isTrue();
        }
        for (String address :
                new String[] {"192.0.2.1", "172.32.0.1", "100.128.0.1", "223.1.1.1", "2001:db8::1", "::2"}) {
            assertThat(ReservedAddress.is(Network.literal(address))).as(address).isFalse();
        }
    }
}
