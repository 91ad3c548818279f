package org.serai.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.serai.dns.FakeServer.reply;
import static org.serai.dns.Resolvers.ask;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.serai.ManualClock;
import org.xbill.DNS.Rcode;

/** How long and how much a resolver remembers. */
class ResolverCacheTest {

    private static final String SOA = "example. %d IN SOA ns.example. postmaster.example. 1 3600 600 86400 %d";

    private final FakeServer server = new FakeServer();
    private final ManualClock clock = new ManualClock();
    private Resolver resolver = resolver();

    private Resolver resolver(String... more) {
        var all = new ArrayList<>(List.of("servers", server.address().toString(), "timeout", "100ms", "retries", "0"));
        all.addAll(List.of(more));
        return new Resolver(Resolvers.settings(all.toArray(String[]::new)), clock);
    }

    @AfterEach
    void close() {
        resolver.close();
        server.close();
    }

    /** For how many whole seconds an answer holds. */
    private void holds(int seconds) {
        Answer<?> first = ask(resolver, "a.example", RecordType.A);
        int asked = server.asked.size();
        clock.add(Duration.ofSeconds(seconds).minusMillis(1));
        assertThat(ask(resolver, "A.example", RecordType.A)).isEqualTo(first);
        assertThat(server.asked).as("before %s s", seconds).hasSize(asked);
        clock.add(Duration.ofMillis(1));
        ask(resolver, "a.example", RecordType.A);
        assertThat(server.asked).as("after %s s", seconds).hasSize(asked + 1);
    }

    @Test
    void anAnswerHoldsForItsTtl() {
        server.answering("a.example. 300 IN A 192.0.2.1");
        holds(300);
    }

    @Test
    void theLeastTtlOfAnAnswerCounts() {
        server.answering(
                "a.example. 900 IN CNAME b.example.", "b.example. 120 IN A 192.0.2.1", "b.example. 60 IN A 192.0.2.2");
        holds(60);
    }

    @Test
    void ttlsAreBoundedBothWays() {
        server.answering("a.example. 0 IN A 192.0.2.1");
        holds(10);
        clock.add(Duration.ofDays(1));
        server.answering("a.example. 2147483647 IN A 192.0.2.1");
        holds(3600);
    }

    @Test
    void noNameAndNoDataHoldForTheMinimumOfTheSoaOrItsTtl() {
        server.udp = query -> List.of(reply(query, Rcode.NXDOMAIN, List.of(), List.of(SOA.formatted(600, 30)))
                .toWire());
        holds(30);
        clock.add(Duration.ofDays(1));
        server.udp = query -> List.of(reply(query, Rcode.NOERROR, List.of(), List.of(SOA.formatted(20, 300)))
                .toWire());
        holds(20);
        clock.add(Duration.ofDays(1));
        server.udp = query -> List.of(reply(query, Rcode.NOERROR, List.of(), List.of(SOA.formatted(90_000, 90_000)))
                .toWire());
        holds(3600);
    }

    @Test
    void noNameWithoutASoaHoldsForTheLeastTime() {
        server.answering(Rcode.NXDOMAIN);
        holds(10);
    }

    @Test
    void failuresHoldForSeconds() {
        server.answering(Rcode.SERVFAIL);
        holds(5);
        clock.add(Duration.ofDays(1));
        server.udp = query -> List.of();
        holds(5);
    }

    @Test
    void typesAreKeptApart() {
        server.answering("a.example. 300 IN A 192.0.2.1");
        ask(resolver, "a.example", RecordType.A);

        assertThat(ask(resolver, "a.example", RecordType.MX)).isEqualTo(new Answer.NoData<>());
        assertThat(resolver.metrics().cached()).isZero();
    }

    @Test
    void theOneNotUsedForLongestGoesFirst() {
        resolver.close();
        resolver = resolver("cache-entries", "3");
        server.answering("a.example. 300 IN A 192.0.2.1");
        IntStream.range(0, 3).forEach(i -> ask(resolver, i + ".example", RecordType.A));
        ask(resolver, "0.example", RecordType.A);
        ask(resolver, "3.example", RecordType.A);
        server.asked.clear();

        ask(resolver, "0.example", RecordType.A);
        ask(resolver, "1.example", RecordType.A);
        assertThat(server.questions()).containsExactly("1.example./A");
    }

    @Test
    void largeAnswersMakeLargeRoom() {
        var cache = new AnswerCache(1000, 100_000, clock);
        var large = new Answer.Found<>(List.of("x".repeat(30_000)));
        for (int i = 0; i < 100; i++) {
            cache.put(new AnswerCache.Key("a" + i, RecordType.TXT), large, 1000);
            cache.put(new AnswerCache.Key("a" + i, RecordType.TXT), large, 1000);
        }

        assertThat(cache.size()).isEqualTo(3);
        assertThat(cache.bytes()).isBetween(90_000L, 100_000L);
        cache.put(new AnswerCache.Key("b", RecordType.TXT), new Answer.Found<>(List.of("x".repeat(200_000))), 1000);
        assertThat(cache.get(new AnswerCache.Key("b", RecordType.TXT))).isNull();
        assertThat(cache.size()).isEqualTo(3);
    }

    @Test
    void noEntriesAreNoCache() {
        resolver.close();
        resolver = resolver("cache-entries", "0");
        server.answering("a.example. 300 IN A 192.0.2.1");
        ask(resolver, "a.example", RecordType.A);
        ask(resolver, "a.example", RecordType.A);

        assertThat(server.asked).hasSize(2);
    }
}
