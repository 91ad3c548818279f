package org.serai.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real broker of Kafka, which is its own controller, in a Java VM of its own with its data in a directory of its own. */
final class KafkaBroker implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final int port = Ports.free();
    private final ChildProcess child;

    private KafkaBroker(Path directory) throws IOException {
        Path config = directory.resolve("server.properties");
        int controller = Ports.free();
        Files.writeString(
                config,
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                group.initial.rebalance.delay.ms=0
                """
                        .formatted(port, controller, directory.resolve("log")));
        String id = "c2VyYWktdGVzdC1rYWZrYQ";
        ChildProcess.run(command("kafka.tools.StorageTool", "format", "-t", id, "-c", config.toString())
                .toArray(String[]::new));
        child = ChildProcess.start(
                directory, directory.resolve("kafka.out"), Map.of(), command("kafka.Kafka", config.toString()));
        child.awaitPort(port, START);
    }

    static KafkaBroker start(Path directory) throws IOException {
        return new KafkaBroker(directory);
    }

    private static List<String> command(String main, String... arguments) {
        var out = new ArrayList<String>();
        out.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        out.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), main));
        out.addAll(List.of(arguments));
        return out;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        child.close();
    }
}
