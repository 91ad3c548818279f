package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.serai.LogCapture;
import org.serai.Mails;
import org.serai.custody.MessageStore;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Weight;
import org.serai.smtp.Policy.Decision;

/** Edits of the policy, taken as a whole: by the next session, with none dropped and nothing left behind. */
@Timeout(120)
class GenerationsTest extends PolicyFixture {

    private static final String HELO = "routes/helo.camel.yaml";

    private static final String VERDICT = "uri: direct:verdict";

    @Test
    void aRenamedIdAndAStepTakenOutAreTaken() {
        policy.edit(policy.route("helo"), "    id: helo\n", "    id: greeting\n");
        policy.edit(
                policy.route("helo"), "        - to:\n            id: helo-lists\n            uri: serai:lists\n", "");
        policy.generations.reload();

        assertThat(policy.generations.refusal()).isNull();
        assertThat(policy.generations.current().routes())
                .containsKey("greeting")
                .doesNotContainKey("helo");
        assertThat(policy.decide(Mails.at(Phase.HELO)).mail().checks())
                .extracting(Mail.Check::filter)
                .containsExactly("helo", "spf", "patterns");
    }

    @Test
    void anEditOfTheErrorRouteIsTaken() {
        policy.edit(policy.route("errors"), "text: Internal error, please", "text: Under repair, please");
        policy.edit(
                policy.route("helo"),
                "        - to:\n            id: helo-lists",
                "        - throwException: { id: broken, exceptionType: java.lang.IllegalStateException, message: x }\n"
                        + "        - to:\n            id: helo-lists");
        policy.generations.reload();

        assertThat(policy.decide(Mails.at(Phase.HELO)).reply())
                .hasToString("451 4.3.0 Under repair, please try again later (mail " + Mails.ID + ")");
    }

    @Test
    void editsOfScoresAndListsAreTaken() throws IOException {
        Mail mail = Mails.at(Phase.CONNECT);
        assertThat(policy.decide(mail).reply().positive()).isTrue();

        Files.writeString(policy.list("block-client"), "192.0.2.1\n");
        policy.generations.reload();
        assertThat(policy.decide(mail).disposition()).isEqualTo(Disposition.REJECT);

        policy.edit(policy.scores(), "LISTS_BLOCK = REJECT", "LISTS_BLOCK = 1");
        policy.generations.reload();
        assertThat(policy.decide(mail).reply().positive()).isTrue();
        assertThat(policy.decide(mail).mail().findings())
                .extracting(Finding::score)
                .containsExactly(1.0);
    }

    @Test
    void filesInFoldersBelowAndOtherFilesAreNoPolicy() throws IOException {
        Files.createDirectories(home.resolve("routes/examples"));
        Files.writeString(home.resolve("routes/examples/bad.camel.yaml"), "- route: [");
        Files.writeString(home.resolve("routes/notes.txt"), "- route: [");
        policy.generations.reload();

        assertThat(policy.generations.refusal()).isNull();
    }

    @Test
    void theWatchTakesAnEditThatHasStoodStill() {
        policy.generations.watch();
        policy.edit(
                policy.route("helo"),
                VERDICT,
                "uri: serai:reply\n            parameters: { code: 450, status: 4.3.2 }");

        await().atMost(Duration.ofSeconds(60))
                .until(() -> policy.decide(Mails.at(Phase.HELO)).reply().code() == 450);

        policy.edit(policy.route("helo"), "serai:helo", "serai:hello");
        await().atMost(Duration.ofSeconds(60)).until(() -> policy.generations.refusal() != null);
        assertThat(policy.decide(Mails.at(Phase.HELO)).reply().code()).isEqualTo(450);
    }

    /** As where a new version was built beneath a running one: what it had not loaded yet is gone. */
    @Test
    void aLoadThatEndsInAnErrorIsRefusedAndTheWatchGoesOn() throws IOException {
        var gone = new AtomicBoolean(true);
        var sources = new RouteSources(
                home.resolve("routes"),
                home.resolve("config"),
                policy.scores(),
                home.resolve("config/lists"),
                home,
                home.resolve("config/policies.yaml"),
                home);
        try (var generations = new Generations(
                StartPolicy.of(sources),
                (from, number, afterStop) -> {
                    if (number == 2 && gone.getAndSet(false)) {
                        throw new NoClassDefFoundError("org/serai/Gone");
                    }
                    return policy.loader.load(from, number, afterStop);
                },
                Clock.systemUTC())) {
            generations.watch();
            Files.writeString(policy.list("block-client"), "192.0.2.1\n");
            await().atMost(Duration.ofSeconds(60)).until(() -> generations.refusal() != null);
            Files.writeString(policy.list("block-client"), "192.0.2.12\n");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> generations.current().number() == 2);
        }
    }

    @Test
    void aDirectoryThatHasGoneIsToldOnce() throws IOException {
        try (var log = LogCapture.of(Generations.class)) {
            policy.generations.watch();
            Files.move(home.resolve("routes"), home.resolve("away"));
            await().atMost(Duration.ofSeconds(60)).until(() -> !log.lines().isEmpty());
            // One more look at least, since a later edit is seen.
            Files.move(home.resolve("away"), home.resolve("routes"));
            Files.writeString(policy.list("block-client"), "192.0.2.1\n");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> policy.generations.current().number() == 2);

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("cannot be listed"))
                    .hasSize(1);
        }
    }

    @Test
    void anEditOfThePropertiesIsToldOnceForEach() throws IOException {
        Path properties = home.resolve("none");
        try (var log = LogCapture.of(Generations.class)) {
            policy.generations.watch();
            Files.writeString(properties, "threshold.tag = 4\n");
            await().atMost(Duration.ofSeconds(60)).until(() -> !log.lines().isEmpty());
            // Later looks tell it no more.
            Files.writeString(policy.list("block-client"), "192.0.2.1\n");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> policy.generations.current().number() == 2);
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARN"))
                    .containsExactly("WARN " + properties + " has changed: changes of serai.properties need a restart");
        }
    }

    @Test
    void whatIsUnderWayEndsInItsOwnGeneration() throws Exception {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        policy.quarantine = (id, content, json) -> {
            entered.countDown();
            awaitQuietly(release);
            return MessageStore.Held.NOTHING;
        };
        Finding spam = Finding.of("HELO_BARE_IP", "").judged("helo", Mode.SCORE, Weight.points(9), "", 0);
        CompletableFuture<Decision> slow = policy.ask(Mails.found(spam));
        entered.await();
        Generation old = policy.generations.current();

        policy.edit(
                policy.route("quarantine"),
                "code: 250\n              status: 2.6.0",
                "code: 450\n              status: 4.2.0");
        policy.generations.reload();

        assertThat(policy.generations.refusal()).isNull();
        assertThat(policy.generations.current()).isNotSameAs(old);
        assertThat(policy.generations.running()).isEqualTo(2);
        assertThat(old.context().getStatus().isStarted()).isTrue();

        release.countDown();
        assertThat(slow.get().reply().code()).isEqualTo(250);
        await().until(() -> policy.generations.running() == 1);
        assertThat(old.context().getStatus().isStopped()).isTrue();
        assertThat(policy.decide(Mails.found(spam)).reply().code()).isEqualTo(450);
    }

    @Test
    void whoAsksAfterTheEndIsPutOffAndHoldsNoThread() {
        policy.generations.close();

        assertThat(policy.decide(Mails.at(Phase.HELO)).reply().toString()).startsWith("451 4.3.0 ");

        // Closed again, it does not come to life.
        policy.generations.close();
        assertThat(policy.decide(Mails.at(Phase.HELO)).reply().toString()).startsWith("451 4.3.0 ");
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void fiftySwapsUnderLoadFailNothingAndLeaveNothing() throws Exception {
        var decided = new AtomicInteger();
        var wrong = new AtomicInteger();
        var stop = new AtomicBoolean();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            var thread = new Thread(() -> {
                while (!stop.get()) {
                    Decision decision = policy.decide(Mails.data(Mails.MESSAGE));
                    wrong.addAndGet(decision.reply().code() == 250 ? 0 : 1);
                    decided.incrementAndGet();
                    policy.delivered.clear();
                    policy.applied.clear();
                }
            });
            thread.start();
            clients.add(thread);
        }
        swap(10);
        long threadsBefore = policyThreads();
        long heapBefore = heap();
        int routes = policy.generations.current().context().getRoutesSize();
        int endpoints = policy.generations.current().context().getEndpoints().size();

        int before = decided.get();
        swap(50);
        int during = decided.get() - before;
        stop.set(true);
        for (Thread client : clients) {
            client.join();
        }

        assertThat(wrong).hasValue(0);
        assertThat(during).isGreaterThan(50);
        assertThat(policy.generations.current().number()).isEqualTo(61);
        await().untilAsserted(() -> assertThat(policy.generations.running()).isEqualTo(1));
        assertThat(policy.generations.current().context().getRoutesSize()).isEqualTo(routes);
        assertThat(policy.generations.current().context().getEndpoints()).hasSize(endpoints);
        await().untilAsserted(() -> assertThat(policyThreads()).isLessThanOrEqualTo(threadsBefore + 1));
        // A generation that stayed would be a megabyte and more, and there were fifty.
        await().untilAsserted(() -> assertThat(heap() - heapBefore).isLessThan(30L << 20));
    }

    private void swap(int times) {
        for (int i = 0; i < times; i++) {
            policy.edit(policy.route("helo"), "- route:", "# edit\n- route:");
            policy.generations.reload();
            assertThat(policy.generations.refusal()).isNull();
        }
        await().untilAsserted(() -> assertThat(policy.generations.running()).isEqualTo(1));
    }

    private static long policyThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("policy-"))
                .count();
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
