package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.learn.Model;

/** Nodes of a cluster that learn from each other: by reports, by training beside one, as one dies and as one comes late. */
class SharedLearningIT {

    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    private Path home;

    private final List<Integer> ports = List.of(Ports.free(), Ports.free(), Ports.free());
    private final List<SeraiProcess> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(SeraiProcess::close);
    }

    private SeraiProcess start(int number) throws IOException {
        SeraiProcess node = SeraiProcess.in(Files.createDirectory(home.resolve("node-" + number)))
                .property("trusted.networks", ReportIT.USER)
                .property("learn.save-interval", "1s")
                .property("store.uri", "cluster:")
                .property("store.cluster.bind-address", "127.0.0.1")
                .property("store.cluster.port", ports.get(number))
                .property(
                        "store.cluster.members",
                        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(", ")))
                .start();
        nodes.add(node);
        return node;
    }

    private static String report(SeraiProcess node, String address, int number) throws Exception {
        try (var client = ReportIT.user(node)) {
            return ReportIT.send(
                    client, address + "@serai.local", ReportIT.report(ReportIT.attached(Learned.message(number))));
        }
    }

    private static void awaitSpam(SeraiProcess node, int spam) {
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() ->
                        assertThat(Learned.model(node).spam()).as(node.log()).isEqualTo(spam));
    }

    private static byte[] saved(SeraiProcess node) throws IOException {
        return Files.readAllBytes(node.data().resolve("learn/model"));
    }

    private void awaitEqual(SeraiProcess one, SeraiProcess other) {
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(saved(other)).as("to the bit").isEqualTo(saved(one)));
    }

    @Test
    void whatOneNodeLearnsAllKnow(@TempDir Path spam) throws Exception {
        SeraiProcess one = start(0);
        SeraiProcess two = start(1);
        one.awaitHealth("127.0.0.1:" + ports.get(1));
        assertThat(report(one, "spam", 1)).contains("1 learned as spam");
        awaitSpam(two, 1);
        assertThat(report(two, "spam", 1)).contains("1 known as spam before");
        assertThat(report(two, "ham", 1)).contains("1 learned as ham, no longer as spam");
        assertThat(report(one, "forget", 1)).contains("1 forgotten");
        assertThat(report(one, "spam", 2)).contains("1 learned as spam");
        awaitSpam(two, 1);
        awaitEqual(one, two);

        for (int i = 10; i < 30; i++) {
            Files.write(spam.resolve(i + ".eml"), Wire.bytes(Learned.message(i)));
        }
        assertThat(two.command("train", "--in-order", "--spam", spam.toString()))
                .contains("learned 20,");
        awaitSpam(one, 21);
        awaitEqual(one, two);

        SeraiProcess late = start(2);
        awaitSpam(late, 21);
        one.kill9();
        assertThat(report(two, "spam", 3)).contains("1 learned as spam");
        awaitSpam(late, 22);
        assertThat(report(late, "spam", 4)).contains("1 learned as spam");
        one.restart();
        awaitSpam(one, 23);
        awaitEqual(one, two);
        awaitEqual(one, late);

        String exported = home.resolve("exported").toString();
        assertThat(one.command("train", "--export", exported)).contains("23 spam");
        assertThat(report(one, "spam", 5)).contains("1 learned as spam");
        awaitSpam(late, 24);
        assertThat(late.command("train", "--import", exported)).contains("23 spam");
        awaitSpam(one, 23);
        Model model = Learned.model(two);
        Learned.assertLearned(model, Learned.message(4), true);
        assertThat(report(two, "spam", 5)).contains("1 learned as spam");
        awaitSpam(late, 24);
        awaitEqual(one, late);
    }
}
