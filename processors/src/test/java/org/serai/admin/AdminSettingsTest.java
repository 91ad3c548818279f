package org.serai.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, 127.0.0.1",
        "0.0.0.0, 0.0.0.0, 127.0.0.1",
        "::1, [::1], [::1]",
        "::, [::], [::1]",
        "2001:db8::1, [2001:db8::1], [2001:db8::1]",
        "localhost, localhost, localhost"
    })
    void anAddressIsNamedAsUrisNameIt(String host, String named, String local) {
        var settings = new AdminSettings(host, 8081, true, List.of());

        assertThat(AdminSettings.named(host)).isEqualTo(named);
        assertThat(settings.local()).isEqualTo(local);
    }
}
