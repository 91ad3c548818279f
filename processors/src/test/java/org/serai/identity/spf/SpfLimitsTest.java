package org.serai.identity.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.dns.RecordType;
import org.serai.dns.RecordType.MailExchanger;
import org.serai.dns.Zone;
import org.serai.identity.SpfResult;
import org.serai.identity.SpfResult.Result;
import org.serai.mail.Network;

/** Records that mean harm. */
class SpfLimitsTest {

    /** The record, 10 terms with 10 mail servers each, the client's names, the explanation, 10 asked for ahead in vain. */
    private static final int MOST_LOOKUPS = 1 + 10 * 11 + 11 + 1 + 10;

    private static SpfResult evaluate(CountingDns dns) {
        return new Spf(mail -> dns, "mx.example.org", Clock.fixed(Mails.NOW, ZoneOffset.UTC))
                .mailFrom(SpfTest.mail("192.0.2.1", "mx.example.net", "a@example.com"))
                .join();
    }

    private static SpfResult evaluate(Zone zone) {
        return evaluate(CountingDns.atOnce(zone));
    }

    private static Zone policy(String text) {
        return new Zone().with("example.com", RecordType.TXT, text);
    }

    @Test
    void includesInALoop() {
        var dns = CountingDns.atOnce(policy("v=spf1 include:example.com -all"));

        SpfResult result = evaluate(dns);

        assertThat(result.result()).isEqualTo(Result.PERMERROR);
        assertThat(result.cause())
                .startsWith("include:example.com of example.com: include:example.com of")
                .hasSizeLessThan(410);
        assertThat(dns.asked).containsExactly("TXT example.com");
    }

    @Test
    void redirectsInALoopThroughNamesThatGrow() {
        Zone zone = policy("v=spf1 redirect=%{d}.example.com");
        String name = "example.com";
        for (int i = 0; i < 30; i++) {
            name += ".example.com";
            zone.with(Names.fitted(name), RecordType.TXT, "v=spf1 redirect=%{d}.example.com");
        }

        SpfResult result = evaluate(zone);

        assertThat(result.cause()).endsWith("more than 10 terms that ask the DNS");
        assertThat(result.lookups()).hasSize(11);
    }

    @Test
    void aRecordOfFourKilobytes() {
        String addresses = " ip4:198.51.100.1".repeat(240);

        assertThat(evaluate(policy("v=spf1" + addresses + " ip4:192.0.2.1 -all"))
                        .result())
                .isEqualTo(Result.PASS);
        assertThat(evaluate(policy("v=spf1" + " a:%{d}".repeat(580))).result()).isEqualTo(Result.PERMERROR);
        assertThat(evaluate(policy("v=spf1 exists:" + "%{s}.".repeat(800) + "example.com -all"))
                        .result())
                .isEqualTo(Result.PERMERROR);
        assertThat(evaluate(policy("v=spf1 a:" + "x".repeat(4000) + ".com ?all"))
                        .result())
                .isEqualTo(Result.NEUTRAL);
    }

    @Test
    void aRecordOfSixtyKilobytes() {
        assertThat(evaluate(policy("v=spf1" + " ip4:198.51.100.1".repeat(3600))).cause())
                .isEqualTo("example.com: the record is longer than 16384 octets");
    }

    @Test
    void aThousandRecordsOneOfThemOurs() {
        var zone = new Zone();
        for (int i = 0; i < 1000; i++) {
            zone.with("example.com", RecordType.TXT, "token=" + i);
        }

        assertThat(evaluate(zone).result()).isEqualTo(Result.NONE);
        assertThat(evaluate(zone.with("example.com", RecordType.TXT, "v=spf1 +all"))
                        .result())
                .isEqualTo(Result.PASS);
        assertThat(evaluate(zone.with("example.com", RecordType.TXT, "v=spf1 -all"))
                        .cause())
                .isEqualTo("example.com: 2 SPF records");
    }

    @Test
    void aHundredMailServers() {
        Zone zone = policy("v=spf1 mx -all");
        for (int i = 0; i < 100; i++) {
            zone.with("example.com", RecordType.MX, new MailExchanger(i, "mx" + i + ".example.com"));
        }
        var dns = CountingDns.atOnce(zone);

        assertThat(evaluate(dns).cause()).isEqualTo("mx of example.com: 100 mail servers, more than 10");
        assertThat(dns.asked).hasSize(2);
    }

    @Test
    void aClientWithAHundredNames() {
        Zone zone = policy("v=spf1 ptr:example.net a:%{p}.example.net ?all");
        for (int i = 0; i < 100; i++) {
            zone.with("1.2.0.192.in-addr.arpa", RecordType.PTR, "host" + i + ".example.net");
        }
        zone.with("host99.example.net", RecordType.A, (Inet4Address) Network.literal("192.0.2.1"));
        var dns = CountingDns.atOnce(zone);

        assertThat(evaluate(dns).result()).isEqualTo(Result.NEUTRAL);
        assertThat(dns.asked).hasSize(1 + 1 + 10 + 1);
    }

    @Test
    void aMechanismThatFoundNothingTwiceAndOnceMore() {
        assertThat(evaluate(policy("v=spf1 a:a.example.com exists:b.example.com ?all"))
                        .result())
                .isEqualTo(Result.NEUTRAL);
        assertThat(evaluate(policy("v=spf1 a:a.example.com exists:b.example.com mx -all"))
                        .cause())
                .isEqualTo("mx of example.com: more than 2 look-ups that found nothing");
    }

    @Test
    void noRecordThrowsNorAsksForMoreThanTheLimits() {
        var random = new Random(7208);
        var seen = EnumSet.noneOf(Result.class);
        int most = 0;
        for (int i = 0; i < 20_000; i++) {
            var dns = CountingDns.atOnce(RandomZone.of(random));

            SpfResult result = evaluate(dns);

            assertThat(dns.asked).hasSizeLessThanOrEqualTo(MOST_LOOKUPS);
            assertThat(result.cause()).hasSizeBetween(1, 403);
            seen.add(result.result());
            most = Math.max(most, dns.asked.size());
        }
        assertThat(seen).containsExactlyInAnyOrder(Result.values());
        assertThat(most).isGreaterThan(20);
    }

    @Test
    void noAnswerAndNoOrderOfAnswersMatters() {
        for (int seed = 0; seed < 2_000; seed++) {
            SpfResult atOnce = evaluate(CountingDns.atOnce(RandomZone.of(new Random(seed))));
            var dns = CountingDns.onDemand(RandomZone.of(new Random(seed)));
            var later = new Spf(mail -> dns, "mx.example.org", Clock.fixed(Mails.NOW, ZoneOffset.UTC))
                    .mailFrom(SpfTest.mail("192.0.2.1", "mx.example.net", "a@example.com"));
            while (dns.answer()) {
                assertThat(dns.asked).hasSizeLessThanOrEqualTo(MOST_LOOKUPS);
            }

            assertThat(later).isDone();
            assertThat(later.join()).isEqualTo(atOnce);
        }
    }

    @Test
    void theWorstRecordCostsLittleTime() {
        List<Duration> times = new ArrayList<>();
        Zone zone = policy("v=spf1" + (" exists:" + "%{S}".repeat(160) + ".example.com").repeat(24) + " ?all");
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            evaluate(zone);
            times.add(Duration.ofNanos(System.nanoTime() - start));
        }

        assertThat(times).anyMatch(time -> time.toMillis() < 50);
    }
}
