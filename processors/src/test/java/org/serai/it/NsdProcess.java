package org.serai.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A real nsd on loopback with the zones of {@code test-data/zones}. */
final class NsdProcess implements AutoCloseable {

    private final ChildProcess child;
    private final int port;

    private NsdProcess(ChildProcess child, int port) {
        this.child = child;
        this.port = port;
    }

    /** Starts it and waits until it answers. The zone {@code broken.example} has no file: SERVFAIL. */
    static NsdProcess start(Path directory) throws IOException {
        Path zones = Files.createDirectories(directory.resolve("zones"));
        try (Stream<Path> files = Files.list(Repository.root().resolve("test-data/zones"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".zone")).toList()) {
                Files.copy(file, zones.resolve(file.getFileName()));
            }
        }
        thousand(zones.resolve("example.net.zone"));
        int port = freePort();
        Path config = Files.writeString(
                directory.resolve("nsd.conf"),
                """
                server:
                  ip-address: 127.0.0.1@%d
                  server-count: 1
                  username: ""
                  chroot: ""
                  database: ""
                  zonesdir: "%s"
                  pidfile: "%s/nsd.pid"
                  xfrdfile: "%s/xfrd.state"
                  xfrdir: "%s"
                  zonelistfile: "%s/zone.list"
                  rrl-ratelimit: 0
                remote-control:
                  control-enable: no
                """
                                .formatted(port, zones, directory, directory, directory, directory)
                        + zones(zones));
        var child = ChildProcess.start(
                directory,
                directory.resolve("nsd.log"),
                Map.of(),
                List.of(Needs.tool("nsd").toString(), "-d", "-c", config.toString()));
        child.awaitPort(port, Duration.ofSeconds(120));
        return new NsdProcess(child, port);
    }

    private static String zones(Path zones) throws IOException {
        var out = new StringBuilder("zone:\n  name: broken.example\n  zonefile: broken.example.zone\n");
        try (Stream<Path> files = Files.list(zones)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                out.append("zone:\n  name: ")
                        .append(name, 0, name.length() - ".zone".length())
                        .append("\n  zonefile: ")
                        .append(name)
                        .append('\n');
            }
        }
        return out.toString();
    }

    private static void thousand(Path zone) throws IOException {
        List<String> records = IntStream.range(0, 1000)
                .mapToObj(i -> "thousand A 10.0." + i / 250 + "." + (1 + i % 250))
                .toList();
        Files.write(zone, records, StandardOpenOption.APPEND);
    }

    /** Free for TCP and UDP. */
    private static int freePort() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = Ports.free();
            try (var socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException busy) {
                continue;
            }
        }
        throw new UncheckedIOException(new IOException("no free port"));
    }

    /** For {@code dns.servers}. */
    String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        child.close();
    }
}
