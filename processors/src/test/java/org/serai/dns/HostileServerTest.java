package org.serai.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.serai.dns.FakeServer.question;
import static org.serai.dns.FakeServer.reply;
import static org.serai.dns.FakeServer.withLength;
import static org.serai.dns.Resolvers.ask;

import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** A server, or somebody in its name, that means no good. */
class HostileServerTest {

    private static final String RECORD = "a.example. 300 IN A 192.0.2.1";
    private static final String FORGED = "a.example. 300 IN A 203.0.113.66";

    private final FakeServer server = new FakeServer();
    private final Resolver resolver = resolver("20s");

    /** It asks again at half of the time. */
    private Resolver resolver(String timeout) {
        return new Resolver(
                Resolvers.settings("servers", server.address().toString(), "timeout", timeout, "retries", "1"),
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        resolver.close();
        server.close();
    }

    /** The forged answers come before the true one, which is taken. */
    private void passesOver(Function<Message, Message> forged) {
        server.udp = query -> List.of(
                forged.apply(query).toWire(),
                reply(query, Rcode.NOERROR, RECORD).toWire());

        assertThat(ask(resolver, "a.example", RecordType.A).records()).hasToString("[/192.0.2.1]");
        assertThat(server.asked).hasSize(1);
        assertThat(resolver.metrics().ignored()).isEqualTo(1);
    }

    @Test
    void wrongId() {
        passesOver(query -> {
            Message forged = reply(query, Rcode.NOERROR, FORGED);
            forged.getHeader().setID(query.getHeader().getID() ^ 1);
            return forged;
        });
    }

    @Test
    void wrongName() {
        passesOver(query -> {
            Message forged = reply(query, Rcode.NOERROR, FORGED);
            forged.removeAllRecords(Section.QUESTION);
            forged.addRecord(question("b.example.", Type.A), Section.QUESTION);
            return forged;
        });
    }

    @Test
    void wrongType() {
        passesOver(query -> {
            Message forged = reply(query, Rcode.NOERROR, FORGED);
            forged.removeAllRecords(Section.QUESTION);
            forged.addRecord(question("a.example.", Type.AAAA), Section.QUESTION);
            return forged;
        });
    }

    @Test
    void noQuestionAtAll() {
        passesOver(query -> {
            Message forged = reply(query, Rcode.NOERROR, FORGED);
            forged.removeAllRecords(Section.QUESTION);
            return forged;
        });
    }

    @Test
    void aQuestionInsteadOfAnAnswer() {
        passesOver(query -> {
            Message forged = reply(query, Rcode.NOERROR, FORGED);
            forged.getHeader().unsetFlag(Flags.QR);
            return forged;
        });
    }

    @Test
    void theQuestionInCapitalsIsTheSame() {
        server.udp = query -> {
            Message shouted = reply(query, Rcode.NOERROR, RECORD);
            shouted.removeAllRecords(Section.QUESTION);
            shouted.addRecord(question("A.EXAMPLE.", Type.A), Section.QUESTION);
            return List.of(shouted.toWire());
        };

        assertThat(ask(resolver, "a.example", RecordType.A).records()).hasSize(1);
    }

    @Test
    void recordsOfOtherNamesAreNotTaken() {
        server.answering("b.example. 300 IN A 203.0.113.66", "a.example. 300 CH A 203.0.113.66");

        assertThat(ask(resolver, "a.example", RecordType.A)).isEqualTo(new Answer.NoData<>());
        assertThat(ask(resolver, "b.example", RecordType.TXT)).isEqualTo(new Answer.NoData<>());
    }

    @Test
    void silence() {
        long begun = System.nanoTime();

        try (var hasty = resolver("900ms")) {
            assertThat(ask(hasty, "a.example", RecordType.A)).isEqualTo(new Answer.Timeout<>());
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)).isGreaterThanOrEqualTo(850);
        await().untilAsserted(() -> assertThat(server.asked).hasSize(2));
    }

    @Test
    void anOctetAtATime() {
        truncated();
        server.tcp = (query, out) -> {
            for (byte octet : withLength(reply(query, Rcode.NOERROR, RECORD).toWire())) {
                out.write(octet);
                out.flush();
                TimeUnit.MILLISECONDS.sleep(200);
            }
        };

        try (var hasty = resolver("900ms")) {
            assertThat(ask(hasty, "a.example", RecordType.A)).isEqualTo(new Answer.Timeout<>());
        }
    }

    @Test
    void anOctetAtATimeButFast() {
        truncated();
        server.tcp = (query, out) -> {
            for (byte octet : withLength(reply(query, Rcode.NOERROR, RECORD).toWire())) {
                out.write(octet);
                out.flush();
            }
        };

        assertThat(ask(resolver, "a.example", RecordType.A).records()).hasSize(1);
    }

    @Test
    void aConnectionThatEndsInTheMiddle() {
        truncated();
        server.tcp = (query, out) -> out.write(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3});

        assertThat(ask(resolver, "a.example", RecordType.A))
                .isEqualTo(new Answer.ServFail<>(
                        server.address() + ": the server closed the connection before its answer was complete"));
    }

    @Test
    void anotherAnswerByTcp() {
        truncated();
        server.tcp = (query, out) -> {
            Message forged = reply(query, Rcode.NOERROR, FORGED);
            forged.getHeader().setID(query.getHeader().getID() ^ 1);
            out.write(withLength(forged.toWire()));
        };

        assertThat(ask(resolver, "a.example", RecordType.A))
                .isEqualTo(new Answer.ServFail<>(server.address() + ": the server answered another question"));
    }

    private void truncated() {
        server.udp = query -> {
            Message cut = reply(query, Rcode.NOERROR);
            cut.getHeader().setFlag(Flags.TC);
            return List.of(cut.toWire());
        };
    }

    @Test
    void sixtyKilobytesOfText() {
        truncated();
        server.tcp = (query, out) -> {
            Message large = reply(query, Rcode.NOERROR);
            List<String> strings =
                    IntStream.range(0, 240).mapToObj(i -> "x".repeat(255)).toList();
            large.addRecord(new TXTRecord(query.getQuestion().getName(), 1, 300, strings), Section.ANSWER);
            out.write(withLength(large.toWire(65535)));
        };

        assertThat(ask(resolver, "a.example", RecordType.TXT).records())
                .singleElement()
                .satisfies(text -> assertThat(text).hasSize(240 * 255));
    }

    @Test
    void cnamesInACircle() {
        server.udp = query -> {
            int dot = query.getQuestion().getName().toString().indexOf('.');
            String name = query.getQuestion().getName().toString().substring(0, dot);
            String other = name.equals("a") ? "b" : "a";
            return List.of(reply(query, Rcode.NOERROR, name + ".example. 300 IN CNAME " + other + ".example.")
                    .toWire());
        };

        assertThat(ask(resolver, "a.example", RecordType.A))
                .isEqualTo(new Answer.ServFail<>("more than 8 CNAMEs in a row"));
        assertThat(server.asked).hasSizeLessThan(10);
    }

    @Test
    void cnamesInACircleWithinOneAnswer() {
        server.answering("a.example. 300 IN CNAME b.example.", "b.example. 300 IN CNAME a.example.");

        assertThat(ask(resolver, "a.example", RecordType.A))
                .isEqualTo(new Answer.ServFail<>("more than 8 CNAMEs in a row"));
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void aCnameToItself() {
        server.answering("a.example. 300 IN CNAME a.example.");

        assertThat(ask(resolver, "a.example", RecordType.A)).isInstanceOf(Answer.ServFail.class);
    }

    @Test
    void aCnameToWhatIsNoName() {
        server.answering("a.example. 300 IN CNAME " + "\\046x.".repeat(60));

        assertThat(ask(resolver, "a.example", RecordType.A)).isEqualTo(new Answer.ServFail<>("a CNAME leads nowhere"));
    }

    @Test
    void garbageBehindTheQuestion() {
        var random = new Random(7);
        server.udp = query -> {
            byte[] good = reply(query, Rcode.NOERROR, RECORD).toWire();
            int question = 12 + query.getQuestion().getName().length() + 4;
            for (int i = question; i < good.length; i++) {
                good[i] = (byte) random.nextInt();
            }
            return List.of(good);
        };
        for (int i = 0; i < 300; i++) {
            assertThat(ask(resolver, "a" + i + ".example", RecordType.A).records())
                    .isEmpty();
        }
    }

    @Test
    void compressionThatPointsToItself() {
        server.udp = query -> {
            byte[] wire = reply(query, Rcode.NOERROR, RECORD).toWire();
            int name = 12 + query.getQuestion().getName().length() + 4;
            wire[name] = (byte) 0xc0;
            wire[name + 1] = (byte) name;
            return List.of(wire);
        };

        assertThat(ask(resolver, "a.example", RecordType.A)).isEqualTo(new Answer.ServFail<>("the answer is garbage"));
    }
}
