package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.serai.config.ConfigException;
import org.serai.config.Settings;

class ReleaseSettingsTest {

    private static Settings with(Map<String, String> properties) {
        var said = new Properties();
        said.putAll(properties);
        return Settings.load(Sections.all(), Path.of("none"), Map.of(), said);
    }

    private static void refuses(Map<String, String> properties, String why) {
        assertThatThrownBy(() -> new Listeners(with(properties), true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aTopicOfCommandsNeedsAKeyAndBrokers() {
        refuses(Map.of("release.uri", "kafka:mail.release"), "needs release.key-file");
        refuses(Map.of("release.uri", "kafka:mail.release", "release.key-file", "k"), "needs kafka.brokers");
        refuses(Map.of("release.uri", "file:x", "release.key-file", "k"), "kafka:<topic> or empty");
        refuses(Map.of("release.parked-uri", "kafka:a?brokers=elsewhere:9092"), "names a topic alone");
    }

    @Test
    void whatIsOffIsNotLoaded() {
        Path listeners = Path.of("../routes/listeners");

        assertThat(new Listeners(with(Map.of()), true).routeFiles(listeners))
                .contains("admin.camel.yaml")
                .doesNotContain("release-topic", "parked-records");
        assertThat(new Listeners(with(Map.of("admin.port", "0", "kafka.brokers", "127.0.0.1:1")), true)
                        .routeFiles(listeners))
                .contains("parked-records")
                .doesNotContain("admin.camel.yaml", "release-topic");
    }
}
