package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.it.StoreNode.Count;
import org.serai.learn.Label;
import org.serai.learn.Lecture;
import org.serai.learn.Lecture.Channel;
import org.serai.learn.Lessons;
import org.serai.learn.LiveModel;
import org.serai.learn.Model;
import org.serai.learn.ModelFile;
import org.serai.learn.SharedCurriculum;
import org.serai.learn.Teacher.Outcome;
import org.serai.store.HotRodSettings;
import org.serai.store.Store;
import org.serai.store.StoreException;
import org.serai.store.StoreUri;
import org.serai.store.Stores;
import org.serai.store.Table;

/** State on a server of Infinispan, by Hot Rod over TLS with a user. */
class HotRodIT {

    private static final Duration LONG = Duration.ofSeconds(120);

    @TempDir
    private static Path shared;

    private static InfinispanServer server;

    @TempDir
    private Path home;

    @BeforeAll
    static void start() throws Exception {
        server = InfinispanServer.start(shared);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Store open(String name) {
        return StoreNode.open(home.resolve(name), StoreUri.parse(server.uri()), 1, List.of(), server.settings());
    }

    private static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void noChangeOfFourThreadsInThreeProcessesIsLost() {
        var nodes = new ArrayList<ChildProcess>();
        int times = 25;
        try {
            for (int i = 0; i < 3; i++) {
                Path directory = home.resolve("node-" + i);
                assertThat(directory.toFile().mkdirs()).isTrue();
                nodes.add(StoreNode.start(
                        directory, StoreUri.parse(server.uri()), 1, List.of(), server.settings(), "count", times));
            }
            for (ChildProcess node : nodes) {
                await().atMost(LONG).until(() -> {
                    assertThat(node.alive()).as(node.log()).isTrue();
                    return node.log().lines().anyMatch("done"::equals);
                });
            }
            try (var store = open("reader")) {
                int all = times * StoreNode.THREADS * nodes.size();
                assertThat(answer(store.table(StoreNode.COUNTS).get("all"))).contains(new Count(all));
                assertThat(answer(store.table(StoreNode.SHARES).get("all"))).contains(new Count(all));
            }
        } finally {
            nodes.forEach(ChildProcess::close);
        }
    }

    @Test
    void aTableDoesThereWhatItDoesHere() throws Exception {
        try (var one = open("one");
                var other = open("other")) {
            Table<Count> table = one.table(StoreNode.COUNTS);
            BlockingQueue<Map.Entry<String, Optional<Count>>> told = new LinkedBlockingQueue<>();
            Runnable end = other.table(StoreNode.COUNTS).onChange((key, value) -> told.add(Map.entry(key, value)));

            assertThat(answer(table.get("k"))).isEmpty();
            assertThat(answer(table.putIfAbsent("k", new Count(1)))).isEmpty();
            assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(Map.entry("k", Optional.of(new Count(1))));
            assertThat(answer(table.putIfAbsent("k", new Count(2)))).contains(new Count(1));
            assertThat(answer(other.table(StoreNode.COUNTS).get("k"))).contains(new Count(1));
            assertThat(answer(table.update("k", count -> Optional.of(new Count(7)))))
                    .contains(new Count(7));
            assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(Map.entry("k", Optional.of(new Count(7))));
            assertThat(answer(table.update("k", count -> Optional.empty()))).isEmpty();
            assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(Map.entry("k", Optional.empty()));
            assertThat(answer(table.remove("k"))).isFalse();
            answer(table.put("k", new Count(3)));
            answer(table.put("line\nfeed, ä", new Count(4)));
            var all = new TreeMap<String, Count>();
            table.forEach(all::put);
            assertThat(all).containsEntry("k", new Count(3)).containsEntry("line\nfeed, ä", new Count(4));
            assertThat(table.size()).isEqualTo(all.size());
            assertThat(answer(table.remove("k"))).isTrue();
            end.run();
        }
    }

    @Test
    void nodesShareWhatTheyLearn() throws Exception {
        var options = Binder.defaults(Model.Options.class);
        try (var first = openForLessons("first");
                var second = openForLessons("second")) {
            var one = new LiveModel(new ModelFile(home.resolve("model-1")), options);
            var other = new LiveModel(new ModelFile(home.resolve("model-2")), options);
            Lessons.teach(one.model(), 100);
            var ours = new SharedCurriculum(one, first, Clock.systemUTC());
            var theirs = new SharedCurriculum(other, second, Clock.systemUTC());
            assertThat(ours.follow()).isFalse();
            assertThat(theirs.follow()).as("by a snapshot").isTrue();
            assertThat(other.model().ham()).isEqualTo(100);

            for (int i = 1000; i < 1020; i++) {
                assertThat((i % 2 == 0 ? ours : theirs)
                                .teach(new Lecture(
                                        Lessons.sample(Lessons.spam(i)), Label.SPAM, "somebody", Channel.REPORT)))
                        .isEqualTo(Outcome.LEARNED);
            }
            ours.follow();

            assertThat(one.model().spam()).isEqualTo(120);
            assertThat(other.model().judge(Lessons.sample(Lessons.ham(5))))
                    .isEqualTo(one.model().judge(Lessons.sample(Lessons.ham(5))));
        }
    }

    /** In caches of its own: a Serai of another test has begun a line of lessons in the usual ones. */
    private Store openForLessons(String name) {
        HotRodSettings usual = server.settings();
        var own = new HotRodSettings(
                usual.user(),
                usual.passwordFile(),
                usual.mechanism(),
                usual.tls(),
                usual.authorities(),
                usual.serverName(),
                usual.discover(),
                "lessons-");
        return StoreNode.open(
                home.resolve(name), StoreUri.parse(server.uri()), 1, List.of(), own, SharedCurriculum.specs());
    }

    @Test
    void whatAFirewallKeepsThereStaysAndMailGoesOnWithoutIt() throws Exception {
        try (var serai = server.of(SeraiProcess.in(home)).start()) {
            serai.awaitHealth("\"nodes\":\"", "127.0.0.1");
            try (var client = SmtpClient.hello(serai.port())) {
                assertThat(client.send(
                                "a@sender.example", SeraiProcess.RCPT, Wire.bytes("From: a@sender.example\r\n\r\n")))
                        .startsWith("250");
            }
            try (var store = open("by-hand")) {
                answer(store.table(StoreNode.COUNTS).put("kept", new Count(5)));
            }
            server.kill9();
            try (var client = SmtpClient.hello(serai.port())) {
                assertThat(client.send(
                                "a@sender.example", SeraiProcess.RCPT, Wire.bytes("From: a@sender.example\r\n\r\n")))
                        .startsWith("250");
            }
            await().atMost(LONG).untilAsserted(() -> assertThatThrownBy(() -> serai.observe("health"))
                    .hasMessageContaining("503"));
            server.restart();
            await().atMost(LONG).ignoreExceptions().untilAsserted(() -> assertThat(serai.observe("health"))
                    .contains("\"nodes\":\""));
            try (var store = open("by-hand")) {
                assertThat(answer(store.table(StoreNode.COUNTS).get("kept"))).contains(new Count(5));
            }
        }
    }

    @Test
    void aServerThatIsAwayIsAFailureInTime() throws Exception {
        try (var store = open("one")) {
            server.kill9();
            assertThatThrownBy(() -> answer(store.table(StoreNode.COUNTS).get("k")))
                    .hasCauseInstanceOf(StoreException.class);
            server.restart();
            await().atMost(LONG).ignoreExceptions().untilAsserted(() -> assertThat(
                            answer(store.table(StoreNode.COUNTS).get("k")))
                    .isEmpty());
        }
    }

    @Test
    void aPasswordThatIsWrongIsToldAtTheStart() throws Exception {
        Path wrong = Files.writeString(home.resolve("password"), "guessed\n");
        String told = server.of(SeraiProcess.in(home))
                .property("store.hotrod.password-file", wrong)
                .refusal();
        assertThat(told).contains("store.uri = " + server.uri()).contains("store.hotrod.user");
        assertThat(told).doesNotContain("\tat ");
    }

    @Test
    void offLoopbackItNeedsTlsAndAUser() {
        assertThatThrownBy(() -> StoreNode.open(
                        home, StoreUri.parse("hotrod://192.0.2.1:11222"), 1, List.of(), Stores.NO_SERVERS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("192.0.2.1")
                .hasMessageContaining("store.hotrod.user");
    }
}
