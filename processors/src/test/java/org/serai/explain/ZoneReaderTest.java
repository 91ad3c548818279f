package org.serai.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.dns.Answer;
import org.serai.dns.RecordType;
import org.serai.dns.RecordType.MailExchanger;
import org.serai.dns.Zone;

class ZoneReaderTest {

    private static final String ZONE =
            """
            [{"name":"example.net","records":[
               {"type":"TXT","strings":["v=spf1 ","-all"]},
               {"type":"SPF","strings":["v=spf1 -all"]},
               {"type":"TXT","strings":["v=spf1 +all"],"auto":true},
               {"type":"A","value":"192.0.2.3"},
               {"type":"AAAA","value":"2001:db8::3"},
               {"type":"AAAA","value":"::ffff:192.0.2.3"},
               {"type":"MX","preference":5,"exchange":"MX.Example.net."},
               {"type":"NS","value":"ns.example.net"}]},
             {"name":"alias.example.net","records":[{"type":"CNAME","value":"Example.net."}]},
             {"name":"3.2.0.192.in-addr.arpa","records":[{"type":"PTR","value":"Mail.example.net."}]},
             {"name":"slow.example.net","records":[{"type":"A","value":"192.0.2.4"},{"type":"*","timeout":true}]},
             {"name":"dead.example.net","records":[{"type":"TXT","error":"SERVFAIL"},{"type":"HINFO","error":"SERVFAIL"}]},
             {"name":"empty.example.net"}]
            """;

    private static Zone zone(String json) throws IOException {
        return ZoneReader.read(new ObjectMapper().readTree(json));
    }

    private static <T> Answer<T> ask(Zone zone, String name, RecordType<T> type) {
        return zone.lookup(name, type).join();
    }

    @Test
    void readsRecordsOfEachTypeAndPassesOverOthers() throws IOException {
        Zone zone = zone(ZONE);

        assertThat(ask(zone, "example.net", RecordType.TXT).records()).containsExactly("v=spf1 -all", "v=spf1 +all");
        assertThat(ask(zone, "alias.example.net", RecordType.A).records()).hasToString("[/192.0.2.3]");
        assertThat(ask(zone, "example.net", RecordType.AAAA).records()).hasSize(2);
        assertThat(ask(zone, "example.net", RecordType.MX).records())
                .containsExactly(new MailExchanger(5, "mx.example.net"));
        assertThat(ask(zone, "example.net", RecordType.NS).records()).containsExactly("ns.example.net");
        assertThat(ask(zone, "3.2.0.192.in-addr.arpa", RecordType.PTR).records())
                .containsExactly("mail.example.net");
        assertThat(ask(zone, "empty.example.net", RecordType.A)).isEqualTo(new Answer.NoData<>());
        assertThat(ask(zone, "gone.example.net", RecordType.A)).isEqualTo(new Answer.NxDomain<>());
    }

    @Test
    void readsTrouble() throws IOException {
        Zone zone = zone(ZONE);

        assertThat(ask(zone, "slow.example.net", RecordType.A).records()).hasSize(1);
        assertThat(ask(zone, "slow.example.net", RecordType.MX)).isEqualTo(new Answer.Timeout<>());
        assertThat(ask(zone, "dead.example.net", RecordType.TXT)).isEqualTo(new Answer.ServFail<>("SERVFAIL"));
        assertThat(ask(zone, "dead.example.net", RecordType.A)).isEqualTo(new Answer.NoData<>());
    }

    @Test
    void readsAFileWithTheListOrWithAnObjectThatHasIt(@TempDir Path directory) throws IOException {
        Path list = Files.writeString(directory.resolve("list.json"), ZONE);
        Path object = Files.writeString(directory.resolve("object.json"), "{\"zone\":" + ZONE + "}");

        assertThat(ask(ZoneReader.read(list), "example.net", RecordType.A).records())
                .hasSize(1);
        assertThat(ask(ZoneReader.read(object), "example.net", RecordType.A).records())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                                               | a zone must be a list
                    [{"records":[]}]                                                 | there is no text 'name'
                    [{"name":"a","records":[{"value":"x"}]}]                         | zone, a: there is no text 'type'
                    [{"name":"a","records":[{"type":"A","value":"example.net"}]}]    | 'example.net' is not an IP address
                    [{"name":"a","records":[{"type":"A","value":"2001:db8::1"}]}]    | is not an IPv4 address
                    [{"name":"a","records":[{"type":"AAAA","value":"192.0.2.1"}]}]   | is not an IPv6 address
                    [{"name":"a","records":[{"type":"MX","preference":1}]}]          | there is no text 'exchange'
                    """)
    void saysWhatIsWrong(String json, String message) {
        assertThatThrownBy(() -> zone(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
