package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that find each other by the A records of one name, as those of a headless service, from a real nsd. */
class DnsClusterIT {

    private static SeraiProcess.Setup node(Path home, String address, int port, NsdProcess dns) {
        return SeraiProcess.in(home)
                .property("store.uri", "cluster:")
                .property("store.cluster.bind-address", address)
                .property("store.cluster.port", port)
                .property("store.cluster.dns", "nodes.cluster.example")
                .property("store.cluster.dns-server", dns.address());
    }

    @Test
    void nodesAreFoundByTheRecordsOfAName(@TempDir Path zones, @TempDir Path first, @TempDir Path second)
            throws IOException {
        int port = Ports.free();
        String both = "127.0.0.1:" + port + " 127.0.0.2:" + port;
        try (var dns = NsdProcess.start(zones);
                var one = node(first, "127.0.0.1", port, dns).start();
                var other = node(second, "127.0.0.2", port, dns).start()) {
            one.awaitHealth(both);
            other.awaitHealth(both);

            one.command("state", "put", "greylist", "key", "{\"first\":1,\"passed\":2}");
            assertThat(other.command("state", "get", "greylist", "key")).contains("\"passed\":2");
        }
    }
}
