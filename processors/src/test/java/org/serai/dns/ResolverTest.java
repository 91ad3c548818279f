package org.serai.dns;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.serai.dns.FakeServer.reply;
import static org.serai.dns.Resolvers.ask;

import java.net.Inet4Address;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.serai.LogCapture;
import org.serai.dns.RecordType.MailExchanger;
import org.serai.mail.Network;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Rcode;

class ResolverTest {

    private static final String SOA = "example. 600 IN SOA ns.example. postmaster.example. 1 3600 600 86400 30";

    private final FakeServer server = new FakeServer();
    private Resolver resolver = resolver();

    private Resolver resolver(String... more) {
        var all = new ArrayList<>(List.of("servers", server.address().toString(), "timeout", "3s"));
        all.addAll(List.of(more));
        return new Resolver(Resolvers.settings(all.toArray(String[]::new)), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        resolver.close();
        server.close();
    }

    @Test
    void readsEachTypeInPlainValues() {
        server.udp = query -> List.of(reply(
                        query,
                        Rcode.NOERROR,
                        switch (query.getQuestion().getType()) {
                            case 1 -> "a.example. 300 IN A 192.0.2.1";
                            case 28 -> "a.example. 300 IN AAAA ::ffff:192.0.2.1";
                            case 15 -> "a.example. 300 IN MX 10 MX.Example.";
                            case 16 -> "a.example. 300 IN TXT \"v=spf1 \" \"\\228-all\"";
                            case 12 -> "a.example. 300 IN PTR Host\\032A.example.";
                            default -> "a.example. 300 IN NS NS1.example.";
                        })
                .toWire());

        assertThat(ask(resolver, "A.example.", RecordType.A).records())
                .hasToString("[/192.0.2.1]")
                .map(address -> address.getAddress().length)
                .containsExactly(4);
        assertThat(ask(resolver, "a.example", RecordType.AAAA).records())
                .map(address -> address.getAddress().length)
                .containsExactly(16);
        assertThat(ask(resolver, "a.example", RecordType.MX))
                .isEqualTo(new Answer.Found<>(List.of(new MailExchanger(10, "mx.example"))));
        assertThat(ask(resolver, "a.example", RecordType.TXT).records()).containsExactly("v=spf1 ä-all");
        assertThat(ask(resolver, "a.example", RecordType.PTR).records()).containsExactly("host a.example");
        assertThat(ask(resolver, "a.example", RecordType.NS).records()).containsExactly("ns1.example");
    }

    @Test
    void nullMxHasAnEmptyExchange() {
        server.answering("a.example. 300 IN MX 0 .");

        assertThat(ask(resolver, "a.example", RecordType.MX).records()).containsExactly(new MailExchanger(0, ""));
    }

    @Test
    void tellsNoDataFromNoName() {
        server.udp = query -> List.of(reply(
                        query,
                        query.getQuestion().getType() == 1 ? Rcode.NXDOMAIN : Rcode.NOERROR,
                        List.of(),
                        List.of(SOA))
                .toWire());

        assertThat(ask(resolver, "a.example", RecordType.A)).isEqualTo(new Answer.NxDomain<>());
        assertThat(ask(resolver, "a.example", RecordType.TXT)).isEqualTo(new Answer.NoData<>());
    }

    @Test
    void whoDeniesEvenTheRootIsNotBelieved() {
        server.answering(Rcode.NXDOMAIN);
        server.knowsRoot = false;
        try (var log = LogCapture.of(Root.class)) {
            assertThat(ask(resolver, "a.example", RecordType.A)).isEqualTo(new Answer.ServFail<>(Root.REFUSAL));
            assertThat(ask(resolver, "b.example", RecordType.A)).isEqualTo(new Answer.ServFail<>(Root.REFUSAL));
            assertThat(log.lines()).singleElement().asString().startsWith("WARN The DNS servers deny even the root");
        }
        server.answering("c.example. 300 IN A 192.0.2.1");
        assertThat(ask(resolver, "c.example", RecordType.A).records()).hasSize(1);
    }

    @Test
    void whoDeniesANameWithoutASoaIsBelievedWhenTheRootExists() {
        server.answering(Rcode.NXDOMAIN);

        assertThat(ask(resolver, "a.example", RecordType.A)).isEqualTo(new Answer.NxDomain<>());
    }

    @Test
    void whoDeniesANameWithASoaIsBelievedAnyway() {
        server.knowsRoot = false;
        server.udp = query ->
                List.of(reply(query, Rcode.NXDOMAIN, List.of(), List.of(SOA)).toWire());

        assertThat(ask(resolver, "a.example", RecordType.A)).isEqualTo(new Answer.NxDomain<>());
    }

    @Test
    void asksForRecursionAndSaysHowMuchItTakesByUdp() {
        server.answering("a.example. 300 IN A 192.0.2.1");
        ask(resolver, "a.example", RecordType.A);

        var query = server.asked.get(0);
        assertThat(query.getHeader().getFlag(Flags.RD)).isTrue();
        assertThat(query.getOPT().getPayloadSize()).isEqualTo(1232);
    }

    @Test
    void aServerThatDoesNotKnowEdnsIsAskedWithoutIt() {
        server.udp = query -> List.of(
                query.getOPT() != null
                        ? reply(query, Rcode.FORMERR).toWire()
                        : reply(query, Rcode.NOERROR, "a.example. 300 IN A 192.0.2.1")
                                .toWire());

        assertThat(ask(resolver, "a.example", RecordType.A).records()).hasSize(1);
    }

    @Test
    void followsCnamesInTheAnswerAndBeyondIt() {
        server.udp = query -> List.of(
                query.getQuestion().getName().toString().equals("c.other.")
                        ? reply(query, Rcode.NOERROR, "c.other. 300 IN A 192.0.2.3")
                                .toWire()
                        : reply(
                                        query,
                                        Rcode.NOERROR,
                                        "a.example. 300 IN CNAME B.example.",
                                        "b.example. 300 IN CNAME c.other.")
                                .toWire());

        assertThat(ask(resolver, "a.example", RecordType.A).records()).isEqualTo(List.of(Network.literal("192.0.2.3")));
        assertThat(server.questions()).containsExactly("a.example./A", "c.other./A");
    }

    @Test
    void aCnameToANameThatIsNotThere() {
        server.udp = query ->
                List.of(reply(query, Rcode.NXDOMAIN, List.of("a.example. 300 IN CNAME b.example."), List.of(SOA))
                        .toWire());

        assertThat(ask(resolver, "a.example", RecordType.A)).isEqualTo(new Answer.NxDomain<>());
    }

    @Test
    void aSecondServerIsAskedWhereTheFirstWillNotAnswer() {
        try (var second = new FakeServer().answering("a.example. 300 IN A 192.0.2.1")) {
            server.answering(Rcode.REFUSED);
            resolver.close();
            resolver = resolver("servers", server.address() + ", " + second.address());

            assertThat(ask(resolver, "a.example", RecordType.A).records()).hasSize(1);
            assertThat(server.asked).hasSize(1);
        }
    }

    @Test
    void aSecondServerIsAskedWhereTheFirstIsSilentAndThenFirst() {
        try (var second = new FakeServer().answering("a.example. 300 IN A 192.0.2.1")) {
            resolver.close();
            resolver = resolver("servers", server.address() + ", " + second.address(), "timeout", "3s");

            assertThat(ask(resolver, "a.example", RecordType.A).records()).hasSize(1);
            assertThat(ask(resolver, "b.example", RecordType.A)).isEqualTo(new Answer.NoData<>());
            assertThat(server.questions()).containsExactly("a.example./A");
        }
    }

    @Test
    void servfailOfAllServersIsTheAnswer() {
        server.answering(Rcode.SERVFAIL);

        assertThat(ask(resolver, "a.example", RecordType.A)).isEqualTo(new Answer.ServFail<>("SERVFAIL"));
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void aReferralIsNoAnswer() {
        server.udp = query -> {
            var reply = reply(query, Rcode.NOERROR, List.of(), List.of("example. 300 IN NS ns.example."));
            reply.getHeader().unsetFlag(Flags.RA);
            return List.of(reply.toWire());
        };

        assertThat(ask(resolver, "a.example", RecordType.A))
                .isEqualTo(new Answer.ServFail<>(server.address() + " is no recursive server"));
    }

    @Test
    void nobodyListensThere() {
        ServerAddress address = server.address();
        server.close();

        assertThat(ask(resolver, "a.example", RecordType.A))
                .isEqualTo(new Answer.ServFail<>(address + ": no DNS server there"));
    }

    @Test
    void namesThatCannotBeAskedForAreNotAskedFor() {
        for (String name :
                List.of("", ".", "a..example", "a".repeat(64) + ".example", "a.".repeat(128), "日本.example")) {
            assertThat(ask(resolver, name, RecordType.A)).isEqualTo(new Answer.NxDomain<>());
        }
        assertThat(server.asked).isEmpty();
    }

    @Test
    void thoseWhoAskTheSameAtOnceShareAQuestionAndNoneCancelsItForOthers() throws Exception {
        var go = new CountDownLatch(1);
        server.udp = query -> {
            await().until(() -> go.getCount() == 0);
            return List.of(
                    reply(query, Rcode.NOERROR, "a.example. 300 IN A 192.0.2.1").toWire());
        };
        var first = resolver.lookup("a.example", RecordType.A);
        var second = resolver.lookup("A.EXAMPLE.", RecordType.A);
        var third = resolver.lookup("a.example", RecordType.A);
        first.cancel(true);
        second.cancel(true);
        go.countDown();

        assertThat(third.get(30, SECONDS).records()).hasSize(1);
        assertThat(first).isCancelled();
        assertThat(server.asked).hasSize(1);
        assertThat(resolver.metrics().shared()).isEqualTo(2);
    }

    @Test
    void eachQuestionHasAPortAndAnIdOfItsOwn() {
        server.answering("a.example. 300 IN A 192.0.2.1");
        IntStream.range(0, 50).forEach(i -> ask(resolver, "a" + i + ".example", RecordType.A));

        assertThat(server.ports).hasSizeGreaterThan(45);
        assertThat(server.asked.stream().map(query -> query.getHeader().getID()).distinct())
                .hasSizeGreaterThan(45);
    }

    @Test
    void questionsBeyondTheMaximumWait() {
        resolver.close();
        resolver = resolver("max-queries", "2");
        server.answering("a.example. 300 IN A 192.0.2.1");
        List<CompletableFuture<Answer<Inet4Address>>> all = IntStream.range(0, 20)
                .mapToObj(i -> resolver.lookup("a" + i + ".example", RecordType.A))
                .toList();

        assertThat(all).allSatisfy(each -> assertThat(each.get(30, SECONDS).temporary())
                .isFalse());
    }

    @Test
    void moreQuestionsThanMayWaitFail() {
        resolver.close();
        resolver = resolver("max-queries", "1", "timeout", "500ms", "retries", "0");
        List<CompletableFuture<Answer<Inet4Address>>> all = IntStream.range(0, 40)
                .mapToObj(i -> resolver.lookup("a" + i + ".example", RecordType.A))
                .toList();
        List<Answer<Inet4Address>> answers =
                all.stream().map(CompletableFuture::join).toList();

        assertThat(answers)
                .contains(new Answer.Timeout<>())
                .contains(new Answer.ServFail<>("too many questions wait for dns.max-queries"));
    }

    @Test
    void recordsBeyondTheMaximumAreLeftOutAndTold() {
        resolver.close();
        resolver = resolver("max-records", "2");
        server.answering(
                "a.example. 300 IN A 192.0.2.1", "a.example. 300 IN A 192.0.2.2", "a.example. 300 IN A 192.0.2.3");
        try (var log = LogCapture.of(Resolver.class)) {
            assertThat(ask(resolver, "a.example", RecordType.A).records()).hasSize(2);
            assertThat(log.lines())
                    .containsExactly("INFO a.example A: 1 records beyond dns.max-records were left out (told once a"
                            + " minute at most)");
        }
    }

    @Test
    void aDeadServerIsToldOnceAndThatItAnswersAgain() {
        resolver.close();
        resolver = resolver("timeout", "10ms", "retries", "0");
        try (var log = LogCapture.of(Servers.class)) {
            IntStream.range(0, 50).forEach(i -> ask(resolver, "a" + i + ".example", RecordType.A));
            assertThat(log.lines())
                    .containsExactly("WARN DNS server " + server.address()
                            + ": 20 questions in a row without an answer, the last because: no answer in time");
            server.answering("a.example. 300 IN A 192.0.2.1");
            await().until(() -> !ask(resolver, "b" + System.nanoTime() + ".example", RecordType.A)
                    .temporary());
            assertThat(log.lines()).last().isEqualTo("INFO DNS server " + server.address() + " answers again");
        }
    }

    @Test
    void closingEndsWhatIsUnderWay() {
        var answer = resolver.lookup("a.example", RecordType.A);
        await().until(() -> !server.asked.isEmpty());
        resolver.close();

        assertThat(answer.orTimeout(30, SECONDS).join()).isInstanceOf(Answer.ServFail.class);
        assertThat(ask(resolver, "b.example", RecordType.A)).isInstanceOf(Answer.ServFail.class);
    }
}
