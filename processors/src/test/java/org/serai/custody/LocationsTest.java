package org.serai.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.config.ConfigException;

class LocationsTest {

    @ParameterizedTest
    @CsvSource({
        "file:data/quarantine, /srv/serai/data/quarantine",
        "file:/var/lib/serai, /var/lib/serai",
        "file:///var/lib/serai, /var/lib/serai",
        "file:///var/my%20mail, /var/my mail",
        "file:my mail, /srv/serai/my mail"
    })
    void aFileUriIsADirectory(String uri, Path directory) {
        assertThat(Locations.directory("quarantine.uri", uri, Path.of("/srv/serai")))
                .isEqualTo(directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "file:", "data/quarantine", "kafka:mail.quarantine", "file://host/share", "file:///a b"})
    void anythingElseIsRefusedByName(String uri) {
        assertThatThrownBy(() -> Locations.directory("quarantine.uri", uri, Path.of("/srv/serai")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("quarantine.uri = '" + uri + "': ");
    }
}
