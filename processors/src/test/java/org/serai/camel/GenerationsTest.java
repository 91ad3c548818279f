package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.LogCapture;
import org.serai.Mails;
import org.serai.config.ConfigException;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Phase;
import org.serai.mail.Weight;
import org.serai.smtp.Policy.Decision;

/** Edits of the policy: taken as a whole, or refused with file and line while the old policy goes on. */
@Timeout(120)
class GenerationsTest extends PolicyFixture {

    private static final String VERDICT = "uri: direct:verdict";

    /**
     * An edit that must be refused.
     *
     * @param file below the home
     * @param told what the refusal must hold: the place first
     */
    record BadEdit(String name, String file, String what, String by, String... told) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String HELO = "routes/helo.camel.yaml";

    static final List<BadEdit> BAD_EDITS = List.of(
            new BadEdit("syntax error", HELO, "- route:\n", "- route: [\n", "helo.camel.yaml:1: "),
            new BadEdit("tabulator", HELO, "    id: helo\n", "\tid: helo\n", "helo.camel.yaml:2: indent with spaces"),
            new BadEdit(
                    "unclosed quote",
                    HELO,
                    "description: Bare",
                    "description: \"Bare",
                    "helo.camel.yaml:15: what opens here, a quote or a bracket, is not closed"),
            new BadEdit(
                    "a colon in a text",
                    HELO,
                    "description: Bare",
                    "description: Bare: all",
                    "helo.camel.yaml:15: no colon can stand here"),
            new BadEdit(
                    "a list item under the wrong level",
                    HELO,
                    "        - to:\n            id: helo-lists",
                    "      - to:\n            id: helo-lists",
                    "helo.camel.yaml:10: this line does not fit those above it"),
            new BadEdit("no list", HELO, "- route:", "route:", "helo.camel.yaml:1: a route file is a list"),
            new BadEdit("nothing but a comment", HELO, "", "# later\n", "helo.camel.yaml: the file is empty"),
            new BadEdit("deep", HELO, "", "- ".repeat(1000), "helo.camel.yaml:1: nested too deep"),
            new BadEdit("a file of 10 MB", "routes/more.camel.yaml", "", "# more\n".repeat(1_500_000), "at most 1 MB"),
            new BadEdit(
                    "a route id of another file",
                    "routes/more.camel.yaml",
                    "",
                    "- route:\n    id: helo\n    from: { uri: 'direct:more', steps: [ { to: 'direct:verdict' } ] }\n",
                    "more.camel.yaml:1: another route has the id helo: ",
                    "helo.camel.yaml:1"),
            new BadEdit(
                    "unknown step",
                    HELO,
                    "uri: serai:helo",
                    "uri: serai:hello",
                    "helo.camel.yaml:13: ",
                    "there is no step serai:hello; did you mean 'helo'?"),
            new BadEdit(
                    "unknown option",
                    HELO,
                    "uri: serai:helo",
                    "uri: serai:helo\n            parameters: { mod: score }",
                    "helo.camel.yaml:13: ",
                    "serai:helo has no option 'mod'; did you mean 'mode'? It has: resolve, mode"),
            new BadEdit(
                    "wrong value of an option",
                    HELO,
                    "uri: serai:helo",
                    "uri: serai:helo\n            parameters: { mode: sometimes }",
                    "helo.camel.yaml:13: ",
                    "option mode of serai:helo = 'sometimes': must be one of enforce, monitor, off, score"),
            new BadEdit(
                    "unknown component",
                    HELO,
                    VERDICT,
                    "uri: nosuch:thing",
                    "helo.camel.yaml:25: there is no component for nosuch:"),
            new BadEdit(
                    "direct without a route",
                    HELO,
                    VERDICT,
                    "uri: direct:nosuch",
                    "helo.camel.yaml:25: ",
                    "no route begins with direct:nosuch"),
            new BadEdit(
                    "unknown placeholder",
                    "routes/verdict.camel.yaml",
                    "{{threshold.quarantine}}",
                    "{{threshold.quarantaine}}",
                    "verdict.camel.yaml:",
                    "threshold.quarantaine"),
            new BadEdit("typo in a YAML key", HELO, "steps:\n", "stepps:\n", "helo.camel.yaml:", "stepps"),
            new BadEdit(
                    "typo in a key of a step",
                    HELO,
                    "description: Bare",
                    "descripton: Bare",
                    "helo.camel.yaml:",
                    "descripton"),
            new BadEdit(
                    "a wrong expression",
                    "routes/verdict.camel.yaml",
                    "simple: ${variable.phase} == 'rcpt-to'",
                    "simple: ${variable.phase == 'rcpt-to'",
                    "verdict.camel.yaml:"),
            new BadEdit("an empty file", HELO, "", "", "helo.camel.yaml: the file is empty"),
            new BadEdit(
                    "a route that begins elsewhere",
                    HELO,
                    "uri: direct:helo",
                    "uri: direct:ehlo",
                    "no route begins with direct:helo"),
            new BadEdit(
                    "an id that stands twice",
                    HELO,
                    "id: helo-lists",
                    "id: helo-helo",
                    "helo.camel.yaml:",
                    "helo-helo"),
            new BadEdit(
                    "a route id that stands twice",
                    HELO,
                    "    id: helo\n",
                    "    id: data\n",
                    "helo.camel.yaml:1: ",
                    "another route has the id data: ",
                    "data.camel.yaml:1"),
            new BadEdit(
                    "a route that begins with a step",
                    HELO,
                    "uri: direct:helo",
                    "uri: serai:helo",
                    "helo.camel.yaml:",
                    "a route cannot begin with it"),
            new BadEdit(
                    "scores: a symbol of no filter",
                    "config/scores.properties",
                    "HELO_BARE_IP = ",
                    "HELO_BAREIP = ",
                    "scores.properties:",
                    "did you mean 'HELO_BARE_IP'?"),
            new BadEdit(
                    "lists: no network",
                    "config/lists/block-client.txt",
                    "",
                    "192.0.2.0/240\n",
                    "block-client.txt:",
                    "192.0.2.0/240"));

    @ParameterizedTest
    @FieldSource("BAD_EDITS")
    void aBadEditIsRefusedWithItsPlaceAndTheOldPolicyGoesOn(BadEdit bad) throws IOException {
        Path file = home.resolve(bad.file());
        if (bad.what().isEmpty()) {
            Files.writeString(file, bad.by());
        } else {
            policy.edit(file, bad.what(), bad.by());
        }
        Generation before = policy.generations.current();

        policy.generations.reload();

        assertThat(policy.generations.refusal()).isNotNull().contains(bad.told());
        assertThat(policy.generations.current()).isSameAs(before);
        assertThat(policy.generations.running()).isEqualTo(1);
        assertThat(policy.decide(Mails.at(Phase.HELO)).reply()).hasToString("250 2.1.0 Ok");
    }

    @Test
    void whatIsNoTextIsRefused() throws IOException {
        Files.write(policy.route("more"), new byte[] {0x7f, 'E', 'L', 'F', 0, 1, (byte) 0xff});
        policy.generations.reload();
        assertThat(policy.generations.refusal()).endsWith("more.camel.yaml cannot be read: it is not in UTF-8");

        Files.write(policy.route("more"), new byte[] {'-', ' ', 0, 1});
        policy.generations.reload();
        assertThat(policy.generations.refusal()).endsWith("more.camel.yaml: this is no text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"routes/more.camel.yaml", "config/lists/block-client.txt"})
    void aLinkThatLeadsNowhereIsRefused(String file) throws IOException {
        Path link = home.resolve(file);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of("nowhere"));
        policy.generations.reload();

        assertThat(policy.generations.refusal()).isEqualTo(link + " cannot be read: it does not exist");
    }

    @Test
    void aDeletedFileIsRefusedByName() throws IOException {
        Files.delete(policy.route("helo"));
        policy.generations.reload();

        assertThat(policy.generations.refusal()).contains("helo.camel.yaml is missing");
        assertThat(policy.decide(Mails.at(Phase.HELO)).reply()).hasToString("250 2.1.0 Ok");
    }

    @Test
    void mendingTheFileTakesTheRefusalBack() {
        policy.edit(policy.route("helo"), "serai:helo", "serai:hello");
        policy.generations.reload();
        assertThat(policy.generations.refusal()).isNotNull();

        policy.edit(policy.route("helo"), "serai:hello", "serai:helo");
        policy.generations.reload();

        assertThat(policy.generations.refusal()).isNull();
        assertThat(policy.generations.current().number()).isEqualTo(2);
    }

    @Test
    void atTheStartABadPolicyIsNoPolicy(@TempDir Path other) throws Exception {
        policy.edit(policy.route("helo"), "serai:helo", "serai:hello");

        assertThatThrownBy(() -> new Generations(
                        new RouteSources(
                                home.resolve("routes"), policy.scores(), home.resolve("config/lists"), home, home),
                        policy.loader))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("helo.camel.yaml:13: ");
        assertThatThrownBy(() -> new RouteSources(other, policy.scores(), other, other, other).routeFiles())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("without routes there is no policy");
    }

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

        await().atMost(Duration.ofSeconds(20))
                .until(() -> policy.decide(Mails.at(Phase.HELO)).reply().code() == 450);

        policy.edit(policy.route("helo"), "serai:helo", "serai:hello");
        await().atMost(Duration.ofSeconds(20)).until(() -> policy.generations.refusal() != null);
        assertThat(policy.decide(Mails.at(Phase.HELO)).reply().code()).isEqualTo(450);
    }

    /** As where a new version was built beneath a running one: what it had not loaded yet is gone. */
    @Test
    void aLoadThatEndsInAnErrorIsRefusedAndTheWatchGoesOn() throws IOException {
        var gone = new AtomicBoolean(true);
        var sources =
                new RouteSources(home.resolve("routes"), policy.scores(), home.resolve("config/lists"), home, home);
        try (var generations = new Generations(sources, (number, afterStop) -> {
            if (number == 2 && gone.getAndSet(false)) {
                throw new NoClassDefFoundError("org/serai/Gone");
            }
            return policy.loader.load(number, afterStop);
        })) {
            generations.watch();
            Files.writeString(policy.list("block-client"), "192.0.2.1\n");
            await().atMost(Duration.ofSeconds(20)).until(() -> generations.refusal() != null);
            Files.writeString(policy.list("block-client"), "192.0.2.12\n");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> generations.current().number() == 2);
        }
    }

    @Test
    void aDirectoryThatHasGoneIsToldOnce() throws IOException {
        try (var log = LogCapture.of(Generations.class)) {
            policy.generations.watch();
            Files.move(home.resolve("routes"), home.resolve("away"));
            await().atMost(Duration.ofSeconds(20)).until(() -> !log.lines().isEmpty());
            // One more look at least, since a later edit is seen.
            Files.move(home.resolve("away"), home.resolve("routes"));
            Files.writeString(policy.list("block-client"), "192.0.2.1\n");
            await().atMost(Duration.ofSeconds(20))
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
            await().atMost(Duration.ofSeconds(20)).until(() -> !log.lines().isEmpty());
            // Later looks tell it no more.
            Files.writeString(policy.list("block-client"), "192.0.2.1\n");
            await().atMost(Duration.ofSeconds(20))
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
        assertThat(policyThreads()).isLessThanOrEqualTo(threadsBefore + 1);
        // A generation that stayed would be a megabyte and more.
        await().untilAsserted(() -> assertThat(heap() - heapBefore).isLessThan(15L << 20));
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
