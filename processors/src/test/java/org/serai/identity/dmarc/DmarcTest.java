package org.serai.identity.dmarc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.serai.identity.dmarc.Proofs.dkim;
import static org.serai.identity.dmarc.Proofs.record;
import static org.serai.identity.dmarc.Proofs.spf;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.serai.dns.Zone;
import org.serai.identity.DkimResult;
import org.serai.identity.DmarcResult;
import org.serai.identity.DmarcResult.Policy;
import org.serai.identity.DmarcResult.Result;
import org.serai.identity.SpfResult;
import org.serai.identity.dmarc.Discovery.Method;

class DmarcTest {

    private static final SpfResult NO_SPF = spf("none", "");

    private final Zone zone = new Zone();

    private DmarcResult of(String from, SpfResult spf, DkimResult... dkim) {
        return Proofs.evaluate(zone, Method.TREEWALK, from, spf, dkim);
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void relaxedAlignmentIsThatOfTheOrganization(Method method) {
        record(zone, "example.com", "v=DMARC1; p=reject");

        for (String other : new String[] {"example.com", "mail.example.com", "a.b.example.com", "news.example.com"}) {
            DmarcResult passed = Proofs.evaluate(zone, method, "a@news.example.com", NO_SPF, dkim("pass", other));
            assertThat(passed.result()).as(other).isEqualTo(Result.PASS);
            assertThat(passed.dkimAligned()).isTrue();
            assertThat(passed.spfAligned()).isFalse();
        }
        for (String other : new String[] {"com", "example.net", "badexample.com", "example.com.evil.example"}) {
            assertThat(Proofs.evaluate(zone, method, "a@news.example.com", spf("pass", other), dkim("pass", other))
                            .result())
                    .as(other)
                    .isEqualTo(Result.FAIL);
        }
    }

    @Test
    void aNameTooLongToBeAskedForIsNoWayOut() {
        record(zone, "example.com", "v=DMARC1; p=reject");
        String label = "a".repeat(60) + ".";

        assertThat(of("a@" + label.repeat(3) + "a".repeat(56) + ".example.com", NO_SPF)
                        .result())
                .isEqualTo(Result.FAIL);
    }

    @Test
    void aSubdomainThatIsItsOwnOrganizationDoesNotAlign() {
        record(zone, "example.com", "v=DMARC1; p=reject");
        record(zone, "rented.example.com", "v=DMARC1; p=none; psd=n");

        assertThat(of("a@example.com", NO_SPF, dkim("pass", "x.rented.example.com"))
                        .result())
                .isEqualTo(Result.FAIL);
        assertThat(of("a@rented.example.com", NO_SPF, dkim("pass", "example.com"))
                        .result())
                .isEqualTo(Result.FAIL);
    }

    @Test
    void strictAlignmentIsEquality() {
        record(zone, "example.com", "v=DMARC1; p=reject; adkim=s");

        assertThat(of("a@example.com", NO_SPF, dkim("pass", "mail.example.com")).result())
                .isEqualTo(Result.FAIL);
        assertThat(of("a@example.com", NO_SPF, dkim("pass", "EXAMPLE.com")).result())
                .isEqualTo(Result.PASS);
        assertThat(of("a@example.com", spf("pass", "mail.example.com")).result())
                .isEqualTo(Result.PASS);
    }

    @Test
    void aSignatureOverAPartOfTheBodyProvesNothing() {
        record(zone, "example.com", "v=DMARC1; p=reject");

        DmarcResult result = of("a@example.com", NO_SPF, dkim("pass", "example.com", false));

        assertThat(result.result()).isEqualTo(Result.FAIL);
        assertThat(result.cause()).contains("DKIM pass for example.com over a part of the body");
    }

    @Test
    void oneGoodSignatureOfManyIsEnough() {
        record(zone, "example.com", "v=DMARC1; p=reject");

        assertThat(of(
                                "a@example.com",
                                NO_SPF,
                                dkim("fail", "example.com"),
                                dkim("temperror", "example.com"),
                                dkim("pass", "list.example"),
                                dkim("pass", "mail.example.com"))
                        .result())
                .isEqualTo(Result.PASS);
    }

    @Test
    void whatIsOpenNeitherPassesNorFails() {
        record(zone, "example.com", "v=DMARC1; p=reject");

        assertThat(of("a@example.com", spf("temperror", "mail.example.com")).result())
                .isEqualTo(Result.TEMPERROR);
        assertThat(of("a@example.com", NO_SPF, dkim("temperror", "example.com")).result())
                .isEqualTo(Result.TEMPERROR);
        assertThat(of("a@example.com", spf("permerror", "example.com")).result())
                .isEqualTo(Result.FAIL);
    }

    @Test
    void slowNamesOfSomebodyElseAreNoWayOut() {
        record(zone, "example.com", "v=DMARC1; p=reject");

        assertThat(of("a@example.com", spf("temperror", "slow.evil.example"), dkim("temperror", "slow.evil.example"))
                        .result())
                .isEqualTo(Result.FAIL);
    }

    @Test
    void aFailingLookUpOfTheRecordIsATemporaryError() {
        zone.silent("_dmarc.example.com", null);

        assertThat(of("a@example.com", spf("pass", "example.com")).result()).isEqualTo(Result.TEMPERROR);
    }

    @Test
    void whileTheOrganizationIsOpenOnlyTheDomainItselfPasses() {
        record(zone, "example.com", "v=DMARC1; p=reject");
        zone.failing("_dmarc.com", null, "out of order");

        assertThat(of("a@example.com", spf("pass", "example.com")).result()).isEqualTo(Result.PASS);
        assertThat(of("a@example.com", spf("pass", "mail.example.com")).result())
                .isEqualTo(Result.TEMPERROR);
    }

    @Test
    void thePolicyIsThatOfTheSubdomain() {
        record(zone, "example.com", "v=DMARC1; p=reject; sp=quarantine; np=none");
        zone.empty("there.example.com");

        assertThat(of("a@example.com", NO_SPF).policy()).isEqualTo(Policy.REJECT);
        assertThat(of("a@there.example.com", NO_SPF).policy()).isEqualTo(Policy.QUARANTINE);
        assertThat(of("a@nowhere.example.com", NO_SPF).policy()).isEqualTo(Policy.NONE);
        assertThat(of("a@nowhere.example.com", NO_SPF).policyDomain()).isEqualTo("example.com");
    }

    @Test
    void testModeLowersThePolicy() {
        record(zone, "example.com", "v=DMARC1; p=reject; t=y");

        assertThat(of("a@example.com", NO_SPF))
                .extracting(DmarcResult::result, DmarcResult::policy)
                .containsExactly(Result.FAIL, Policy.QUARANTINE);
    }

    @Test
    void aWrongPolicyIsAPermanentError() {
        record(zone, "example.com", "v=DMARC1; p=rejekt");

        DmarcResult result = of("a@example.com", NO_SPF);

        assertThat(result.result()).isEqualTo(Result.PERMERROR);
        assertThat(result.cause()).isEqualTo("p=rejekt is no policy");
    }

    @Test
    void withoutARecordAlignmentIsToldByThePublicSuffixList() {
        DmarcResult result = of("a@news.example.co.uk", spf("pass", "mail.example.co.uk"), dkim("pass", "other.co.uk"));

        assertThat(result.result()).isEqualTo(Result.NONE);
        assertThat(result.spfAligned()).isTrue();
        assertThat(result.dkimAligned()).isFalse();
    }

    @Test
    void ofSeveralDomainsTheStrictestFailureCounts() {
        record(zone, "example.com", "v=DMARC1; p=quarantine");
        record(zone, "example.net", "v=DMARC1; p=none");
        record(zone, "example.org", "v=DMARC1; p=reject");

        DmarcResult result = of("a@example.net, b@example.com, c@example.org", spf("pass", "example.com"));

        assertThat(result.result()).isEqualTo(Result.FAIL);
        assertThat(result.domain()).isEqualTo("example.org");
        assertThat(result.policy()).isEqualTo(DmarcResult.Policy.REJECT);
        assertThat(result.spfAligned()).isFalse();
    }

    @Test
    void severalDomainsPassWhenEachDoes() {
        record(zone, "example.com", "v=DMARC1; p=reject");
        record(zone, "example.net", "v=DMARC1; p=reject");

        DmarcResult both = of("a@example.com, b@example.net", spf("pass", "example.net"), dkim("pass", "example.com"));
        DmarcResult unknown = of("a@example.com, b@example.org", NO_SPF, dkim("pass", "example.com"));

        assertThat(both.result()).isEqualTo(Result.PASS);
        assertThat(unknown.result()).isEqualTo(Result.NONE);
        assertThat(unknown.dkimAligned()).isFalse();
    }

    @Test
    void whatIsNotKnownOfOneOfSeveralIsNoPass() {
        record(zone, "example.com", "v=DMARC1; p=reject");
        zone.silent("_dmarc.example.net", null);

        assertThat(of("a@example.com, b@example.net", NO_SPF, dkim("pass", "example.com"))
                        .result())
                .isEqualTo(Result.TEMPERROR);
    }

    @Test
    void ofManyDomainsTheFirstAreAskedFor() {
        record(zone, "example.org", "v=DMARC1; p=reject");

        assertThat(of("a@a.com, a@b.com, a@c.com, a@d.com, a@example.org", NO_SPF)
                        .result())
                .isEqualTo(Result.FAIL);
        assertThat(of("a@a.com, a@b.com, a@c.com, a@d.com, a@e.com, a@example.org", NO_SPF)
                        .result())
                .isEqualTo(Result.NONE);
    }

    @Test
    void unicodeDomainsAreAskedForByTheirALabels() {
        record(zone, "xn--bcher-kva.example", "v=DMARC1; p=reject");

        assertThat(of("a@bücher.example", spf("pass", "xn--bcher-kva.example")).result())
                .isEqualTo(Result.PASS);
    }

    @Test
    void manySignaturesEndSomewhere() {
        record(zone, "example.com", "v=DMARC1; p=reject");
        var signatures = new ArrayList<DkimResult>();
        for (int i = 0; i < 500; i++) {
            signatures.add(dkim("pass", "d" + i + ".example.com"));
        }

        assertThat(of("a@example.com", NO_SPF, signatures.toArray(DkimResult[]::new))
                        .cause())
                .hasSizeLessThan(500);
    }
}
