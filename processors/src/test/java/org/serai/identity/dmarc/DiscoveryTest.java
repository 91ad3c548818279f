package org.serai.identity.dmarc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.serai.identity.dmarc.Proofs.now;
import static org.serai.identity.dmarc.Proofs.record;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.serai.dns.Answer;
import org.serai.dns.Dns;
import org.serai.dns.RecordType;
import org.serai.dns.Zone;
import org.serai.identity.dmarc.Discovery.Method;
import org.serai.mail.DomainName;

/** The examples of RFC 9989 section 4.10, and what lies beside them. */
class DiscoveryTest {

    private final Zone zone = new Zone();

    private Standing of(String domain) {
        return of(domain, Method.TREEWALK);
    }

    private Standing of(String domain, Method method) {
        return now(new Discovery(zone, method, Proofs.SUFFIXES).of(new DomainName(domain)));
    }

    private static @Nullable String name(@Nullable DomainName name) {
        return name == null ? null : name.ascii();
    }

    private static @Nullable String policyDomain(Standing standing) {
        return standing.published() == null ? null : name(standing.published().domain());
    }

    @Test
    void asksEightNamesOfALongOne() {
        assertThat(Discovery.walk(new DomainName("a.b.c.d.e.f.g.h.i.j.mail.example.com")))
                .extracting(DomainName::ascii)
                .containsExactly(
                        "a.b.c.d.e.f.g.h.i.j.mail.example.com",
                        "g.h.i.j.mail.example.com",
                        "h.i.j.mail.example.com",
                        "i.j.mail.example.com",
                        "j.mail.example.com",
                        "mail.example.com",
                        "example.com",
                        "com");
    }

    @Test
    void asksAllNamesOfAShortOne() {
        assertThat(Discovery.walk(new DomainName("a.b.c.d.e.f.example.com"))).hasSize(8);
        assertThat(Discovery.walk(new DomainName("a.b.c.d.e.f.g.example.com"))).hasSize(8);
        assertThat(Discovery.walk(new DomainName("com"))).hasSize(1);
    }

    @Test
    void theRecordWithTheFewestLabelsIsTheOrganizations() {
        record(zone, "mail.example.com", "v=DMARC1; p=none");
        record(zone, "example.com", "v=DMARC1; p=reject");

        assertThat(name(of("a.mail.example.com").organization())).isEqualTo("example.com");
        assertThat(policyDomain(of("a.mail.example.com"))).isEqualTo("example.com");
        assertThat(policyDomain(of("mail.example.com"))).isEqualTo("mail.example.com");
        assertThat(name(of("mail.example.com").organization())).isEqualTo("example.com");
    }

    @Test
    void psdNoMakesAnOrganization() {
        record(zone, "mail.example.com", "v=DMARC1; p=none; psd=n");
        record(zone, "example.com", "v=DMARC1; p=reject");

        assertThat(name(of("a.mail.example.com").organization())).isEqualTo("mail.example.com");
        assertThat(policyDomain(of("a.mail.example.com"))).isEqualTo("mail.example.com");
    }

    @Test
    void belowAPublicSuffixStandsTheOrganization() {
        record(zone, "com", "v=DMARC1; p=reject; psd=y");

        assertThat(name(of("a.mail.example.com").organization())).isEqualTo("example.com");
        assertThat(policyDomain(of("a.mail.example.com"))).isEqualTo("com");
        assertThat(name(of("example.com").organization())).isEqualTo("example.com");
        assertThat(name(of("com").organization())).isEqualTo("com");
    }

    @Test
    void theSuffixsRecordIsNotForOrganizationsWithTheirOwn() {
        record(zone, "com", "v=DMARC1; p=reject; psd=y");
        record(zone, "example.com", "v=DMARC1; p=none");
        record(zone, "mail.example.com", "v=DMARC1; p=quarantine");

        assertThat(policyDomain(of("a.mail.example.com"))).isEqualTo("example.com");
    }

    @Test
    void withoutARecordADomainStandsForItself() {
        assertThat(name(of("a.mail.example.com").organization())).isEqualTo("a.mail.example.com");
        assertThat(of("a.mail.example.com").published()).isNull();
    }

    @Test
    void severalRecordsAreNone() {
        record(zone, "mail.example.com", "v=DMARC1; p=none");
        record(zone, "mail.example.com", "v=DMARC1; p=reject");
        zone.with("_dmarc.example.com", RecordType.TXT, "something else");
        record(zone, "example.com", "v=DMARC1; p=quarantine");

        assertThat(policyDomain(of("mail.example.com"))).isEqualTo("example.com");
    }

    @Test
    void aFailingLookUpLeavesTheOrganizationOpen() {
        record(zone, "mail.example.com", "v=DMARC1; p=reject");
        zone.silent("_dmarc.example.com", null);

        Standing standing = of("mail.example.com");
        assertThat(standing.organization()).isNull();
        assertThat(policyDomain(standing)).isEqualTo("mail.example.com");
        assertThat(standing.trouble()).contains("_dmarc.example.com");
        assertThat(of("a.mail.example.com").published()).isNull();
    }

    @Test
    void whatStopsTheWalkHidesFailuresAbove() {
        record(zone, "example.com", "v=DMARC1; p=reject; psd=n");
        zone.silent("_dmarc.com", null);

        assertThat(of("mail.example.com").trouble()).isEmpty();
    }

    @Test
    void asksWhetherADomainExistsWhereThatMakesADifference() {
        record(zone, "example.com", "v=DMARC1; p=none; np=reject");
        zone.empty("there.example.com");
        zone.empty("_dmarc.below.example.com");
        zone.silent("slow.example.com", null);

        assertThat(of("example.com").exists()).isTrue();
        assertThat(of("there.example.com").exists()).isTrue();
        assertThat(of("below.example.com").exists()).isTrue();
        assertThat(of("nowhere.example.com").exists()).isFalse();
        assertThat(of("slow.example.com").trouble()).contains("slow.example.com");
    }

    @Test
    void takesThePublicSuffixListWhereTold() {
        record(zone, "mail.example.co.uk", "v=DMARC1; p=none");
        record(zone, "example.co.uk", "v=DMARC1; p=reject");
        record(zone, "co.uk", "v=DMARC1; p=reject");

        assertThat(name(of("a.mail.example.co.uk", Method.PSL).organization())).isEqualTo("example.co.uk");
        assertThat(policyDomain(of("a.mail.example.co.uk", Method.PSL))).isEqualTo("example.co.uk");
        assertThat(policyDomain(of("mail.example.co.uk", Method.PSL))).isEqualTo("mail.example.co.uk");
        assertThat(name(of("co.uk", Method.PSL).organization())).isEqualTo("co.uk");
        assertThat(of("other.co.uk", Method.PSL).published()).isNull();
    }

    @Test
    void asksForEachNameOnceAndForAllOfAWalkAtOnce() {
        var asked = new ArrayList<String>();
        var waiting = new ArrayList<CompletableFuture<?>>();
        Dns dns = new Dns() {
            @Override
            public <T> CompletableFuture<Answer<T>> lookup(String name, RecordType<T> type) {
                asked.add(name);
                var answer = new CompletableFuture<Answer<T>>();
                waiting.add(answer);
                return answer;
            }
        };
        var discovery = new Discovery(dns, Method.TREEWALK, Proofs.SUFFIXES);
        var first = discovery.of(new DomainName("a.example.com"));
        var second = discovery.of(new DomainName("b.example.com"));

        assertThat(asked)
                .containsExactlyInAnyOrder(
                        "_dmarc.a.example.com", "_dmarc.example.com", "_dmarc.com", "_dmarc.b.example.com");
        assertThat(List.of(first, second)).noneMatch(CompletableFuture::isDone);
    }
}
