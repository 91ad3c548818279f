package org.serai.identity.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.identity.DkimResult.Result;

class KeyRecordTest {

    /** RFC 8463 appendix A.2. */
    private static final String ED25519 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    private static Flaw flaw(String record) {
        return Objects.requireNonNull(catchThrowableOfType(Flaw.class, () -> KeyRecord.parse(record)));
    }

    @Test
    void flagsServicesAndHashes() throws Flaw {
        KeyRecord key = KeyRecord.parse(
                "v=DKIM1; k=ed25519; h=sha1:sha256; s=other:email; t=y:s; n=for tests; x=1; p=" + ED25519);

        assertThat(key.algorithm()).isEqualTo(Algorithm.ED25519_SHA256);
        assertThat(key.bits()).isEqualTo(256);
        assertThat(key.strict()).isTrue();
        assertThat(key.testing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'v=spf1 -all', not of DKIM version 1",
        "'some text', no list of tags",
        "'k=ed25519; v=DKIM1; p=', not of DKIM version 1",
        "'v=DKIM2; p=', not of DKIM version 1",
        "'v=DKIM1', holds no key",
        "'v=DKIM1; p=', revoked",
        "'v=DKIM1; h=sha1; p=AAAA', not for SHA-256",
        "'v=DKIM1; s=tlsrpt; p=AAAA', not for e-mail",
        "'v=DKIM1; k=dsa; p=AAAA', unknown type",
        "'v=DKIM1; p=AAAA', no rsa key",
        "'v=DKIM1; p=!', not in base64",
        "'v=DKIM1; k=ed25519; p=AAAA', no ed25519 key"
    })
    void whatIsNoKey(String record, String cause) {
        assertThat(flaw(record).result()).isEqualTo(Result.PERMERROR);
        assertThat(flaw(record).cause()).contains(cause);
    }

    @Test
    void aRecordOf60KilobytesIsReadOrRefused() throws Flaw {
        String notes = "n=" + "x".repeat(60_000);

        assertThat(KeyRecord.parse("k=ed25519; " + notes + "; p=" + ED25519).bits())
                .isEqualTo(256);
        assertThat(flaw("p=" + "A".repeat(60_000)).cause()).contains("too long");
        assertThat(flaw("a=;".repeat(20_000)).cause()).contains("no list of tags");
        var many = new StringBuilder();
        for (int i = 0; i < 6000; i++) {
            many.append("t").append(i).append("=1; ");
        }
        assertThat(flaw(many.toString()).cause()).contains("holds no key");
    }
}
