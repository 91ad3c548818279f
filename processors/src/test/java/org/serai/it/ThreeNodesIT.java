package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of three Serais that share what they know, and take mail meanwhile, one is killed: what a client was told holds. */
class ThreeNodesIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SENDER = "anna@sender.example";
    private static final String OURS = "berta@" + SeraiProcess.DOMAIN;
    private static final String USERS_CLIENT = "127.0.0.2";

    /** Of each kind at each node, before one is killed. */
    private static final int ENOUGH = 30;

    private final Collection<String> triplets = new ConcurrentLinkedQueue<>();
    private final Collection<String> pairs = new ConcurrentLinkedQueue<>();
    private final Collection<String> penalized = new ConcurrentLinkedQueue<>();
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private volatile boolean over;

    @TempDir
    private Path home;

    private SeraiProcess.Setup node(List<Integer> ports, int number, int backend) throws IOException {
        String members = String.join(
                ", ", ports.stream().map(port -> "127.0.0.1:" + port).toList());
        return SeraiProcess.in(Files.createDirectory(home.resolve("node-" + number)))
                .backend(backend)
                .property("store.uri", "cluster:")
                .property("store.cluster.port", ports.get(number))
                .property("store.cluster.members", members)
                // Longer than it takes to notice that a node is gone: no reply says what is not yet written.
                .property("store.timeout", "15s")
                .property("filter.greylist.mode", "score")
                .property("filter.greylist.scope", "all")
                .property("filter.greylist.delay", "1s")
                .property("filter.penalty.private-clients", true)
                .property("smtp.max-junk-commands", 100_000)
                .property("trusted.networks", USERS_CLIENT)
                .property("filter.correspondents.networks", USERS_CLIENT)
                .property("filter.correspondents.per-day", 100_000)
                .property("filter.correspondents.per-client", 100_000);
    }

    /** All at once: each waits for the others no longer than a moment. */
    private List<SeraiProcess> start(int backend) throws IOException {
        var ports = List.of(Ports.free(), Ports.free(), Ports.free());
        var starting = new ArrayList<CompletableFuture<SeraiProcess>>();
        for (int i = 0; i < ports.size(); i++) {
            SeraiProcess.Setup setup = node(ports, i, backend);
            starting.add(CompletableFuture.supplyAsync(setup::start, clients));
        }
        var nodes = new ArrayList<SeraiProcess>();
        for (var each : starting) {
            nodes.add(each.join());
        }
        String[] all = ports.stream().map(port -> "127.0.0.1:" + port).toArray(String[]::new);
        nodes.forEach(node -> node.awaitHealth(all));
        return nodes;
    }

    /** What one client after another does at a node until it is over, or the node is killed. */
    private interface Client {

        void act(int node, int number) throws IOException;
    }

    private CompletableFuture<Void> loop(int node, List<Integer> killed, Client client) {
        return CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; !over; i++) {
                        try {
                            client.act(node, i);
                        } catch (IOException | AssertionError e) {
                            if (killed.contains(node)) {
                                return;
                            }
                            throw new IllegalStateException("node " + node + " was not killed, and failed", e);
                        }
                    }
                },
                clients);
    }

    /** Each recipient is somebody to whom the sender has not written. */
    private void putOff(SeraiProcess serai, int node, int number) throws IOException {
        String recipient = "r" + node + "-" + number + "@" + SeraiProcess.DOMAIN;
        try (var client = SmtpClient.hello(serai.port())) {
            client.expect("250", "MAIL FROM:<" + SENDER + ">\r\n");
            client.expect("451 4.7.1 Please try again later", "RCPT TO:<" + recipient + ">\r\n");
            triplets.add("127.0.0.0/24 " + SENDER + " " + recipient);
        }
    }

    private void write(SeraiProcess serai, int node, int number) throws IOException {
        String friend = "ben" + node + "-" + number + "@partner.example";
        try (var client = SmtpClient.open(serai.port(), InetAddress.getByName(USERS_CLIENT))) {
            assertThat(client.reply()).startsWith("220");
            client.expect("250", "EHLO client.example\r\n");
            byte[] message = Wire.bytes("From: " + OURS + "\r\nSubject: " + number + "\r\n\r\ntext\r\n");
            assertThat(client.send(OURS, friend, message)).startsWith("250");
            pairs.add(OURS + " " + friend);
        }
    }

    /** Each client is a network of its own. */
    private void misbehave(SeraiProcess serai, int node, int number) throws IOException {
        String address = "127." + (1 + node) + "." + (1 + number / 250) + "." + (1 + number % 250);
        try (var client = SmtpClient.open(serai.port(), InetAddress.getByName(address))) {
            assertThat(client.reply()).startsWith("220");
            client.expect("250", "EHLO client.example\r\n");
            client.expect("250", "MAIL FROM:<" + SENDER + ">\r\n");
            client.expect("550 5.7.1", "RCPT TO:<x@elsewhere.example>\r\n");
            penalized.add(address + "/32");
        }
    }

    private static Map<String, JsonNode> table(SeraiProcess serai, String name) {
        var json = new ObjectMapper();
        var entries = new TreeMap<String, JsonNode>();
        serai.command("state", "export", name).lines().forEach(line -> {
            try {
                JsonNode entry = json.readTree(line);
                entries.put(entry.path("key").asText(), entry.path("value"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return entries;
    }

    /** Both have all that was confirmed, and have the same of it; what was on its way as one died may be at one alone. */
    private static Map<String, JsonNode> holds(
            SeraiProcess one, SeraiProcess other, String table, Collection<String> confirmed) {
        Map<String, JsonNode> entries = table(one, table);
        entries.keySet().retainAll(confirmed);
        Map<String, JsonNode> others = table(other, table);
        others.keySet().retainAll(confirmed);

        assertThat(entries.keySet()).as(table).containsExactlyInAnyOrderElementsOf(confirmed);
        assertThat(others).as(table).isEqualTo(entries);
        return entries;
    }

    private static void passes(SeraiProcess serai, Collection<String> triplets) throws IOException {
        try (var client = SmtpClient.hello(serai.port())) {
            for (String triplet : triplets) {
                client.expect("250", "MAIL FROM:<" + SENDER + ">\r\n");
                client.expect("250", "RCPT TO:<" + triplet.substring(triplet.lastIndexOf(' ') + 1) + ">\r\n");
                client.expect("250", "RSET\r\n");
            }
        }
    }

    private boolean enough(Collection<String> seen, String... beginnings) {
        for (String beginning : beginnings) {
            if (seen.stream().filter(each -> each.contains(beginning)).count() < ENOUGH) {
                return false;
            }
        }
        return true;
    }

    @Test
    void whatOneOfThreeKnewIsKnownWhenItIsKilledUnderLoad() throws Exception {
        try (var backend = SmtpSink.start().discarding()) {
            List<SeraiProcess> nodes = start(backend.port());
            try {
                killOne(nodes);
            } finally {
                over = true;
                clients.shutdown();
                nodes.forEach(SeraiProcess::close);
            }
        }
    }

    private void killOne(List<SeraiProcess> nodes) throws IOException {
        var killed = new CopyOnWriteArrayList<Integer>();
        var load = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < nodes.size(); i++) {
            SeraiProcess serai = nodes.get(i);
            load.add(loop(i, killed, (node, number) -> putOff(serai, node, number)));
            load.add(loop(i, killed, (node, number) -> write(serai, node, number)));
            load.add(loop(i, killed, (node, number) -> misbehave(serai, node, number)));
        }
        await().atMost(LONG)
                .until(() -> load.stream().anyMatch(CompletableFuture::isCompletedExceptionally)
                        || enough(triplets, " r0-", " r1-", " r2-")
                                && enough(pairs, " ben0-", " ben1-", " ben2-")
                                && enough(penalized, "127.1.", "127.2.", "127.3."));
        killed.add(0);
        nodes.get(0).kill9();
        int then = triplets.size();
        await().atMost(LONG).until(() -> triplets.size() > then + ENOUGH);
        over = true;
        load.forEach(CompletableFuture::join);

        holds(nodes.get(1), nodes.get(2), "greylist", triplets);
        holds(nodes.get(1), nodes.get(2), "correspondents", pairs);
        holds(nodes.get(1), nodes.get(2), "penalties", penalized)
                .forEach((client, penalty) ->
                        assertThat(penalty.path("points").asDouble()).as(client).isEqualTo(10));
        passes(nodes.get(1), triplets);
        passes(nodes.get(2), triplets);

        nodes.get(0).restart();
        passes(nodes.get(0), triplets);
    }
}
