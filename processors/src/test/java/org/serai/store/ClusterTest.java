package org.serai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.ConfigException;

/** What a cluster is not begun with. */
class ClusterTest {

    @TempDir
    private Path directory;

    private void open(ClusterSettings settings) {
        Stores.open(StoreUri.CLUSTER, settings, Duration.ofSeconds(1), directory, List.of())
                .close();
    }

    @Test
    void offLoopbackNodesSpeakTlsOrNotAtAll() {
        for (String address : List.of("0.0.0.0", "192.0.2.1", "::")) {
            assertThatThrownBy(() -> open(Stores.cluster(address, 7800, List.of(7801))))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(address)
                    .hasMessageContaining("store.cluster.keystore");
        }
    }

    @Test
    void nodesMustBeNamed() {
        assertThatThrownBy(() -> open(Stores.cluster("127.0.0.1", 7800, List.of())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("store.cluster.members or store.cluster.dns");
    }

    @Test
    void aKeystoreMustBeThere() {
        var settings = new ClusterSettings(
                "test",
                "192.0.2.1",
                7800,
                List.of(new ClusterSettings.Member("192.0.2.1", 7800)),
                "",
                "",
                Path.of("missing.p12"),
                Path.of("missing.txt"));
        assertThatThrownBy(() -> open(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("store.cluster.keystore-password-file")
                .hasMessageContaining("missing.txt");
    }

    @Test
    void membersAreHostAndPort() {
        assertThat(ClusterSettings.Member.parse("[::1]:7800")).isEqualTo(new ClusterSettings.Member("::1", 7800));
        for (String wrong : List.of("host", "host:", ":7800", "host:0", "host:65536", "host:x")) {
            assertThatThrownBy(() -> ClusterSettings.Member.parse(wrong)).hasMessageContaining("host:port");
        }
    }

    @Test
    void otherUrisAreRefused() {
        assertThat(StoreUri.parse("cluster:")).isEqualTo(StoreUri.CLUSTER);
        assertThatThrownBy(() -> StoreUri.parse("redis:")).hasMessageContaining("embedded:, cluster: or hotrod://");
    }
}
