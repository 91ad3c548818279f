package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.serai.ConfigMapVolume;

/**
 * Two replicas of the overlay {@code production-statefulset} without Kubernetes: directories as the kubelet mounts them, the environment and the
 * properties of the manifest, Secrets made as docs/camel-k.md says. Other is what loopback has not: the balancer's, the backend's and clamd's
 * addresses, a broker, and the DNS server.
 */
@Timeout(600)
class MountedIT {

    private static final String HELO = "helo.camel.yaml";
    private static final String PROXY = "PROXY TCP4 198.51.100.7 192.0.2.9 4711 25\r\n";

    @TempDir
    private Path directory;

    private final Kustomize manifests = Kustomize.render("production-statefulset");

    /** A pod: its {@code SERAI_HOME}, and the ConfigMap that holds its policy. */
    private record Pod(SeraiProcess.Setup setup, Path home, ConfigMapVolume routes) {}

    @Test
    void replicasTakeMailShareStateAndTakeASwapOver() throws IOException {
        Path secrets = secrets();
        try (var sink = SmtpSink.start();
                var clamd = ClamdProcess.start(Files.createDirectory(directory.resolve("clamd")));
                var dns = NsdProcess.start(Files.createDirectory(directory.resolve("nsd")))) {
            int clusterPort = Ports.free();
            Pod first = pod("serai-0", "127.0.0.1", clusterPort, secrets, sink, clamd, dns);
            Pod second = pod("serai-1", "127.0.0.2", clusterPort, secrets, sink, clamd, dns);
            List<String> mounted = files(first.home());
            try (var one = first.setup().start();
                    var other = second.setup().start()) {
                String both = "127.0.0.1:" + clusterPort + " 127.0.0.2:" + clusterPort;
                one.awaitHealth(both);
                other.awaitHealth(both);
                for (SeraiProcess serai : List.of(one, other)) {
                    assertThat(serai.observe("health/live")).startsWith("{\"status\":\"UP\"");
                    assertThat(serai.observe("health/ready")).startsWith("{\"status\":\"UP\"");
                    assertThat(serai.observe("health/started")).isEqualTo("{\"status\":\"UP\"}");
                }
                try (var client = SmtpClient.open(one.port())) {
                    assertThat(client.say(PROXY)).startsWith("220 mx.example.org");
                    client.expect("250", "EHLO client.example\r\n");
                    assertThat(client.send("a@sender.example", "user@example.org", EicarMail.harmless()))
                            .startsWith("250");
                    assertThat(sink.messages()).hasSize(1);

                    swap(one, first.routes());
                    try (var next = SmtpClient.open(one.port())) {
                        assertThat(next.say(PROXY)).startsWith("220");
                        assertThat(next.say("EHLO client.example\r\n")).startsWith("450 4.3.2 Under repair");
                    }
                    assertThat(client.send("b@sender.example", "user@example.org", EicarMail.harmless("another")))
                            .as("the session that was open before")
                            .startsWith("250");
                }
                assertThat(files(first.home()).stream().filter(file -> !file.contains("/..")))
                        .as("all that is written lies in data.dir")
                        .containsExactlyElementsOf(mounted.stream()
                                .filter(file -> !file.contains("/.."))
                                .toList());
            }
        }
    }

    private static void swap(SeraiProcess serai, ConfigMapVolume routes) throws IOException {
        Map<String, byte[]> data = routes.data();
        String text = new String(data.get(HELO), StandardCharsets.UTF_8);
        int mark = serai.log().length();
        data.put(HELO, text.replace("serai:helo", "serai:hello").getBytes(StandardCharsets.UTF_8));
        routes.swap(data);
        assertThat(serai.awaitLog(mark, "The edit is refused")).contains(HELO + ":", "serai:hello");

        mark = serai.log().length();
        data.put(
                HELO,
                text.replace(
                                "uri: direct:verdict",
                                "uri: serai:reply\n            parameters: { code: 450, status: 4.3.2, text: Under repair }")
                        .getBytes(StandardCharsets.UTF_8));
        routes.swap(data);
        serai.awaitLog(mark, " is in force");
    }

    private Pod pod(
            String name,
            String address,
            int clusterPort,
            Path secrets,
            SmtpSink sink,
            ClamdProcess clamd,
            NsdProcess dns)
            throws IOException {
        Path home = Files.createDirectory(directory.resolve(name));
        SeraiProcess.Setup setup = SeraiProcess.in(home);
        ConfigMapVolume routes = mount(home, secrets);
        Path data = Files.createDirectory(directory.resolve(name + "-data"));
        manifests
                .environment()
                .forEach((variable, value) -> setup.environment(
                        variable,
                        value.replace("<status.podIP>", address)
                                .replace("<metadata.namespace>", "mail")
                                .replace("$(POD_NAMESPACE)", "mail")
                                .replace("/etc/serai", home.toString())
                                .replace("/var/lib/serai", data.toString())));
        // Those that tests set, but which the overlay has.
        setup.without("local.domains").without("smtp.hostname");
        setup.property("claim-store.uri", "file:" + directory.resolve("claims"))
                .property("store.cluster.port", clusterPort)
                .property("store.cluster.dns-server", dns.address())
                .property("smtp.proxy-networks", "127.0.0.0/8")
                .property("backend.tls", "off")
                .property("clamav.uri", clamd.uri())
                .property("kafka.brokers", "127.0.0.1:" + Ports.free())
                .backend(sink.port());
        return new Pod(setup, home, routes);
    }

    /** ConfigMaps with the data that kustomize gave them, Secrets with what was made, each in its place; returns that of the policy. */
    private ConfigMapVolume mount(Path home, Path secrets) throws IOException {
        for (var mount : manifests.configMounts().entrySet()) {
            ConfigMapVolume.mount(within(home, mount.getValue()), manifests.configMap(mount.getKey()));
        }
        for (var mount : manifests.mounts().entrySet()) {
            String secret = mount.getValue().at("/secret/secretName").asText();
            if (!secret.isEmpty()) {
                Path made = secrets.resolve(secret);
                ConfigMapVolume.mount(
                        within(home, mount.getKey()), Files.exists(made) ? ConfigMapVolume.read(made) : Map.of());
            }
        }
        return ConfigMapVolume.at(home.resolve("routes"));
    }

    private static Path within(Path home, String path) {
        return home.resolve(Path.of("/etc/serai").relativize(Path.of(path)));
    }

    /** By Secret: its files. */
    private Path secrets() throws IOException {
        Path secrets = Files.createDirectory(directory.resolve("secrets"));
        Pem door = Pem.make(directory.resolve("door"), "mx.example.org");
        Path tls = Files.createDirectory(secrets.resolve("serai-tls"));
        Files.copy(door.certificate(), tls.resolve("tls.crt"));
        Files.copy(door.key(), tls.resolve("tls.key"));
        Path kafka = Files.createDirectory(secrets.resolve("serai-kafka"));
        Files.copy(door.certificate(), kafka.resolve("ca.crt"));
        Files.writeString(kafka.resolve("password"), "secret\n");
        Path cluster = Files.createDirectory(secrets.resolve("serai-cluster"));
        Path made = Files.createDirectory(directory.resolve("made"));
        Files.writeString(made.resolve("commands"), commands());
        ChildProcess.run(
                "sh", "-ec", "cd " + made + " && PATH=$PATH:" + System.getProperty("java.home") + "/bin . ./commands");
        for (String file : List.of("node.p12", "password")) {
            Files.copy(made.resolve(file), cluster.resolve(file));
        }
        return secrets;
    }

    /** Those of the page by which certificates of the cluster are made. */
    private static String commands() throws IOException {
        String page = Files.readString(Repository.root().resolve("docs/camel-k.md"));
        String begin = "openssl rand -hex 32 > password\n";
        int from = page.indexOf(begin);
        assertThat(from).as("docs/camel-k.md has: %s", begin).isPositive();
        return page.substring(from, page.indexOf("```", from));
    }

    private static List<String> files(Path home) throws IOException {
        var out = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(home)) {
            files.map(file -> "/" + home.relativize(file)).forEach(out::add);
        }
        out.remove("/serai.log");
        return List.copyOf(out);
    }
}
