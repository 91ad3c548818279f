package org.serai.identity.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.identity.DmarcResult.Policy;
import org.serai.identity.dmarc.DmarcRecord.PublicSuffix;

class DmarcRecordTest {

    private static DmarcRecord record(String text) {
        return Objects.requireNonNull(DmarcRecord.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "v",
                "v=",
                "p=none; v=DMARC1",
                "v=dmarc1; p=none",
                "v=DMARC12; p=none",
                "v=DMARC1 p=none",
                "x=DMARC1; p=none",
                "v=spf1 -all",
                "v;=DMARC1"
            })
    void isNoneWithoutTheVersionInFront(String text) {
        assertThat(DmarcRecord.parse(text)).isNull();
    }

    @Test
    void readsAllTags() {
        DmarcRecord record = record(
                "v = DMARC1 ; aspf=S;adkim = s; NP=reject; sp=Quarantine; fo=1:d:s; psd=n; t=y; p=reject;"
                        + " rua=mailto:a@example.com!10m , mailto:b%2Bc@example.net,https://example.com/r; unknown=x ;");

        assertThat(record)
                .isEqualTo(new DmarcRecord(
                        Policy.REJECT,
                        Policy.QUARANTINE,
                        Policy.REJECT,
                        true,
                        true,
                        PublicSuffix.NO,
                        true,
                        "1:d:s",
                        List.of("mailto:a@example.com", "mailto:b%2Bc@example.net", "https://example.com/r"),
                        List.of()));
    }

    @Test
    void hasDefaults() {
        assertThat(record("v=DMARC1"))
                .isEqualTo(new DmarcRecord(
                        Policy.NONE, null, null, false, false, PublicSuffix.UNKNOWN, false, "0", List.of(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=DMARC1; p=rejekt", "v=DMARC1; p=reject; sp=x", "v=DMARC1; p=reject; np="})
    void asksForNothingWithAWrongPolicy(String text) {
        assertThat(record(text).policy()).isNull();
        assertThat(record(text).errors()).hasSize(1);
        assertThat(record(text + "; rua=mailto:a@example.com").policy()).isEqualTo(Policy.NONE);
        assertThat(record(text + "; rua=mailto:a@example.com").policyFor(false, false))
                .isEqualTo(Policy.NONE);
    }

    @Test
    void knowsThePolicyOfSubdomains() {
        DmarcRecord all = record("v=DMARC1; p=reject; sp=quarantine; np=none");
        assertThat(all.policyFor(true, true)).isEqualTo(Policy.REJECT);
        assertThat(all.policyFor(false, true)).isEqualTo(Policy.QUARANTINE);
        assertThat(all.policyFor(false, false)).isEqualTo(Policy.NONE);
        assertThat(all.asksForExistence()).isTrue();
        assertThat(record("v=DMARC1; p=reject; sp=quarantine").policyFor(false, false))
                .isEqualTo(Policy.QUARANTINE);
        assertThat(record("v=DMARC1; p=reject").policyFor(false, false)).isEqualTo(Policy.REJECT);
        assertThat(record("v=DMARC1; p=none; np=reject").policyFor(false, false))
                .isEqualTo(Policy.REJECT);
        assertThat(record("v=DMARC1; p=reject; np=reject").asksForExistence()).isFalse();
    }

    @Test
    void isOneLevelLowerWhileTesting() {
        DmarcRecord testing = record("v=DMARC1; p=reject; sp=quarantine; np=none; t=y");

        assertThat(testing.policyFor(true, true)).isEqualTo(Policy.QUARANTINE);
        assertThat(testing.policyFor(false, true)).isEqualTo(Policy.NONE);
        assertThat(testing.policyFor(false, false)).isEqualTo(Policy.NONE);
    }

    @Test
    void endsSomewhere() {
        assertThat(record("v=DMARC1; p=reject" + "; x=y".repeat(100_000) + "; sp=none")
                        .errors())
                .hasSize(5);
        assertThat(record("v=DMARC1; rua=" + "mailto:a@example.com,".repeat(100_000))
                        .reports())
                .hasSize(20);
        assertThat(record("v=DMARC1; p=" + "\u0000\u001b[2J".repeat(1000))
                        .errors()
                        .get(0))
                .hasSizeLessThan(100)
                .matches("[ -~]*");
    }
}
