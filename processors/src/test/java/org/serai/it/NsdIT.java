package org.serai.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.Binder;
import org.serai.dns.Answer;
import org.serai.dns.DnsSettings;
import org.serai.dns.RecordType;
import org.serai.dns.RecordType.MailExchanger;
import org.serai.dns.Resolver;
import org.serai.mail.Network;

/** The resolver and a real DNS server. */
class NsdIT {

    private static NsdProcess nsd;
    private static Resolver resolver;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        nsd = NsdProcess.start(directory);
        var settings = Binder.bind(DnsSettings.class, name -> name, Map.of("servers", nsd.address())::get);
        resolver = new Resolver(settings, Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        resolver.close();
        nsd.close();
    }

    private static <T> Answer<T> ask(String name, RecordType<T> type) throws Exception {
        return resolver.lookup(name, type).get(60, SECONDS);
    }

    @Test
    void recordsOfEachType() throws Exception {
        assertThat(ask("mx.example.net", RecordType.A).records()).hasToString("[/192.0.2.1]");
        assertThat(ask("mx.example.net", RecordType.AAAA).records().get(0)).isEqualTo(Network.literal("2001:db8::1"));
        assertThat(ask("Example.Net.", RecordType.MX).records())
                .containsExactly(new MailExchanger(10, "mx.example.net"));
        assertThat(ask("null-mx.example.net", RecordType.MX).records()).containsExactly(new MailExchanger(0, ""));
        assertThat(ask("example.net", RecordType.TXT).records()).containsExactly("v=spf1 mx -all");
        assertThat(ask("example.net", RecordType.NS).records()).containsExactly("ns.example.net");
    }

    @Test
    void noNameNoDataNoAnswer() throws Exception {
        assertThat(ask("gone.example.net", RecordType.A)).isEqualTo(new Answer.NxDomain<>());
        assertThat(ask("mx.example.net", RecordType.TXT)).isEqualTo(new Answer.NoData<>());
        assertThat(ask("broken.example", RecordType.A)).isEqualTo(new Answer.ServFail<>("SERVFAIL (NOT_READY)"));
        assertThat(ask("not-ours.example.org", RecordType.A))
                .isEqualTo(new Answer.ServFail<>("REFUSED (NOT_AUTHORITATIVE)"));
    }

    @Test
    void cnamesWithinTheZoneAndIntoAnother() throws Exception {
        assertThat(ask("alias.example.net", RecordType.A).records()).hasToString("[/192.0.2.1]");
        assertThat(ask("away.example.net", RecordType.A).records()).hasToString("[/192.0.2.2]");
        assertThat(ask("nowhere.example.net", RecordType.A)).isEqualTo(new Answer.NxDomain<>());
    }

    @Test
    void whatNoDatagramHoldsComesByTcp() throws Exception {
        assertThat(ask("large.example.net", RecordType.TXT).records())
                .singleElement()
                .satisfies(text ->
                        assertThat(text).hasSize(1320).startsWith("0123").endsWith("789"));
    }

    @Test
    void aThousandRecords() throws Exception {
        assertThat(ask("thousand.example.net", RecordType.A).records())
                .hasSize(1000)
                .doesNotHaveDuplicates();
    }
}
