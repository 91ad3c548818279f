package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.LogCapture;
import org.serai.Mails;
import org.serai.ManualClock;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.mail.Phase;

/** A start whose files are refused goes on with the policy that was in force last, or ends. */
@Timeout(120)
class LastGoodTest extends PolicyFixture {

    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

    private Path copy;

    @BeforeEach
    void place() {
        copy = home.resolve("data/policy/last-good.zip");
    }

    private StartPolicy start(String... properties) {
        var system = new Properties();
        system.setProperty("local.domains", "example.org");
        system.setProperty("smtp.hostname", "mx.example.org");
        for (int i = 0; i < properties.length; i += 2) {
            system.setProperty(properties[i], properties[i + 1]);
        }
        Settings settings = Settings.load(Sections.all(), home.resolve("none"), Map.of(), system);
        return StartPolicy.choose(settings, home, new Directories(settings, home), Clock.systemUTC());
    }

    private void keep(String... properties) {
        StartPolicy start = start(properties);
        start.keep(start.stamps());
        assertThat(start.kept()).isEqualTo("kept in " + copy);
    }

    private void breakHelo() {
        policy.edit(policy.route("helo"), "serai:helo", "serai:hello");
    }

    @Test
    void withoutACopyTheFilesAtHandAreTakenAsTheyAre() {
        breakHelo();
        StartPolicy start = start();

        assertThat(start.refusal()).isNull();
        assertThat(start.inForce()).isSameAs(start.atHand());
        assertThatThrownBy(() -> new Generations(start, policy.loader, Clock.systemUTC()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("helo.camel.yaml:13: [unknown-step] ");
    }

    @Test
    void aRefusedPolicyLetsTheOneGoOnThatWasInForceLast() throws IOException {
        keep();
        String before = Files.readString(policy.route("helo"));
        breakHelo();
        Files.writeString(policy.list("block-client"), "192.0.2.1\n");
        try (var log = LogCapture.of(StartPolicy.class)) {
            StartPolicy start = start();

            assertThat(start.refusal()).contains("routes/helo.camel.yaml:13: [unknown-step] ");
            assertThat(start.inForce().routes()).isEqualTo(home.resolve("data/policy/restored/routes"));
            assertThat(start.inForce().routes().resolve("helo.camel.yaml")).hasContent(before);
            assertThat(start.inForce().lists().resolve("block-client.txt"))
                    .content()
                    .doesNotContain("192.0.2.1");
            assertThat(start.inForce().config()).isEqualTo(start.atHand().config());
            assertThat(start.inForce().keys()).isEqualTo(start.atHand().keys());
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR THE POLICY IS REFUSED")
                    .contains(copy.toString(), "helo.camel.yaml:13: [unknown-step] ", "policy.last-good = false");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "config/lists/block-client.txt, 192.0.2.0/240, block-client.txt:1",
        "config/scores.properties, HELO_BAREIP = 1, scores.properties:1",
        "config/policies.yaml, policies: 7, policies.yaml",
        "routes/helo.camel.yaml, '', helo.camel.yaml"
    })
    void soDoesAnyFileOfAPolicy(String file, String text, String told) throws IOException {
        keep();
        Files.writeString(home.resolve(file), text);

        StartPolicy start = start();
        assertThat(start.refusal()).contains(told);
        new Generations(start, policy.loader, Clock.systemUTC()).close();
    }

    @Test
    void aDirectoryThatHasGoneIsMendedWhenItComesBack() throws IOException {
        keep();
        Files.move(home.resolve("config/lists"), home.resolve("away"));
        StartPolicy start = start();
        assertThat(start.refusal()).contains("config/lists cannot be listed");
        try (var generations = new Generations(start, policy.loader, Clock.systemUTC())) {
            generations.watch();
            Files.move(home.resolve("away"), home.resolve("config/lists"));
            await().atMost(Duration.ofSeconds(60)).until(() -> !generations.lastGood());
            assertThat(generations.refusal()).isNull();
        }
    }

    @Test
    void whatIsMendedIsTakenAtOnceAndKept() throws IOException {
        keep();
        breakHelo();
        var clock = new ManualClock();
        clock.set(START);
        try (var generations = new Generations(start(), policy.loader, clock)) {
            assertThat(generations.lastGood()).isTrue();
            assertThat(generations.refused()).isEqualTo(1);
            assertThat(generations.taken()).isEqualTo(START);
            HealthCheck.Result down = health(generations);
            assertThat(down.getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(down.getMessage())
                    .hasValueSatisfying(told -> assertThat(told).contains("refused-edit"));
            assertThat(String.valueOf(down.getDetails().get("refused-edit"))).contains("helo.camel.yaml:13: ");

            generations.watch();
            clock.set(START.plusSeconds(60));
            policy.edit(policy.route("helo"), "serai:hello", "serai:helo");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> generations.kept().startsWith("kept in "));

            assertThat(generations.lastGood()).isFalse();
            assertThat(generations.refusal()).isNull();
            assertThat(generations.current().number()).isEqualTo(2);
            assertThat(generations.taken()).isEqualTo(START.plusSeconds(60));
            assertThat(health(generations).getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(home.resolve("data/policy/restored")).doesNotExist();
        }
    }

    private static HealthCheck.Result health(Generations generations) {
        Health health = Health.ofPolicy(generations, PolicySettings.GlobalMode.NORMAL);
        assertThat(health.isReadiness() || health.isLiveness()).isFalse();
        health.setCamelContext(new DefaultCamelContext());
        return health.call(Map.of());
    }

    @Test
    void anEditThatIsTakenIsKept() throws IOException {
        try (var generations = new Generations(start(), policy.loader, Clock.systemUTC())) {
            generations.watch();
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(copy));
            Files.writeString(policy.list("block-client"), "192.0.2.1\n");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> text("config/lists/block-client.txt").equals("192.0.2.1\n"));
        }
    }

    private String text(String entry) throws IOException {
        try (var zip = new ZipFile(copy.toFile());
                var in = zip.getInputStream(zip.getEntry(entry))) {
            return new String(in.readAllBytes());
        }
    }

    @Test
    void noKeyAndNoPropertyIsCopiedAndNobodyElseMayReadIt() throws IOException {
        Files.createDirectories(home.resolve("config/dkim"));
        Files.writeString(home.resolve("config/lists/.hidden.txt"), "x");
        keep();
        breakHelo();
        start();

        try (var zip = new ZipFile(copy.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName))
                    .contains("routes/helo.camel.yaml", "config/lists/block-client.txt", "config/scores.properties")
                    .contains("config/policies.yaml")
                    .noneMatch(name -> name.contains("dkim") || name.contains("serai.properties"))
                    .noneMatch(name -> name.contains("listeners") || name.contains("hidden"));
        }
        try (Stream<Path> files = Files.walk(home.resolve("data/policy"))) {
            assertThat(files.toList()).hasSizeGreaterThan(50).allSatisfy(file -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void theSameFilesAreNotWrittenAgain() throws IOException {
        keep();
        Object first = Files.getAttribute(copy, "unix:ino");
        keep();
        assertThat(Files.getAttribute(copy, "unix:ino")).isEqualTo(first);
    }

    @Test
    void filesThatChangeWhileTheyAreKeptAreNotWhatWasTaken() throws IOException {
        keep();
        byte[] before = Files.readAllBytes(copy);
        StartPolicy start = start();
        Files.writeString(policy.list("block-client"), "192.0.2.1\n");
        start.keep(start.stamps());

        assertThat(copy).hasBinaryContent(before);
        assertThat(home.resolve("data/policy")).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aTruncatedCopyIsNone() throws IOException {
        keep();
        byte[] whole = Files.readAllBytes(copy);
        Files.write(copy, Arrays.copyOf(whole, whole.length / 2));
        refuses("last-good.zip cannot be used");
    }

    @Test
    void anAlteredCopyIsNone() throws IOException {
        keep();
        rewrite("config/lists/block-client.txt", "0.0.0.0/0\n");
        refuses("its hash is wrong");
    }

    @Test
    void aCopyThatLeadsElsewhereIsNone() throws IOException {
        keep();
        rewrite("routes/../../../../evil.txt", "x");
        refuses("a policy has no file routes/../../../../evil.txt");
        assertThat(home.resolve("evil.txt")).doesNotExist();
    }

    /** Writes the copy anew with another text in it. */
    private void rewrite(String entry, String text) throws IOException {
        Path next = home.resolve("next.zip");
        try (var zip = new ZipFile(copy.toFile());
                OutputStream file = Files.newOutputStream(next);
                var out = new ZipOutputStream(file)) {
            out.setComment(zip.getComment());
            for (ZipEntry each : zip.stream().map(ZipEntry.class::cast).toList()) {
                if (!each.getName().equals(entry)) {
                    out.putNextEntry(new ZipEntry(each.getName()));
                    out.write(zip.getInputStream(each).readAllBytes());
                }
            }
            out.putNextEntry(new ZipEntry(entry));
            out.write(text.getBytes());
        }
        Files.move(next, copy, StandardCopyOption.REPLACE_EXISTING);
    }

    private void refuses(String why, String... properties) {
        breakHelo();
        assertThatThrownBy(() -> start(properties))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("helo.camel.yaml:13: [unknown-step] ")
                .hasMessageContaining("Nor can the policy that was in force last go on: ")
                .hasMessageContaining(why);
    }

    /** As after an update, or where a property has gone that a route names. */
    @Test
    void aCopyThatPassesNoMoreIsNone() {
        policy.edit(
                policy.route("helo"),
                "uri: serai:helo\n",
                "uri: serai:helo\n            parameters: { mode: '{{my.mode}}' }\n");
        keep("my.mode", "score");
        policy.edit(policy.route("helo"), "            parameters: { mode: '{{my.mode}}' }\n", "");
        refuses("it is refused as well: " + home.resolve("data/policy/restored/routes/helo.camel.yaml")
                + ":17: [unknown-property] ");
    }

    @Test
    void whereItIsOffNothingIsKeptAndTheStartTakesTheFilesAsTheyAre() {
        keep();
        breakHelo();
        StartPolicy start = start("policy.last-good", "false");

        assertThat(start.refusal()).isNull();
        assertThat(copy).doesNotExist();
        start.keep(start.stamps());
        assertThat(copy).doesNotExist();
        assertThat(start.kept()).isEqualTo("not kept: policy.last-good = false");
    }

    @Test
    void whatIsTooLargeIsNotKeptNorIsAnOlderOne() {
        keep();
        policy.edit(policy.route("helo"), "- route:", "# edit\n- route:");
        StartPolicy start = start("policy.last-good-max-size", "2KB");
        try (var log = LogCapture.of(LastGood.class)) {
            start.keep(start.stamps());

            assertThat(start.kept())
                    .startsWith("not kept: ")
                    .contains("more than 2048 octets (policy.last-good-max-size)");
            assertThat(log.lines()).singleElement().asString().startsWith("WARN ");
        }
        assertThat(home.resolve("data/policy")).isEmptyDirectory();
    }

    @Test
    void whereNothingCanBeWrittenThePolicyGoesOnAndItIsTold() throws IOException {
        Files.createDirectories(home.resolve("data"));
        Files.createFile(home.resolve("data/policy"));
        StartPolicy start = start();
        start.keep(start.stamps());

        assertThat(start.kept()).isEqualTo("not kept: it is no directory");
        assertThat(policy.decide(Mails.at(Phase.HELO)).reply().positive()).isTrue();
    }

    @Test
    void aWholePolicyWithoutItsCopyPasses() {
        keep();
        policy.edit(policy.route("helo"), "- route:", "# edit\n- route:");
        StartPolicy start = start();

        assertThat(start.refusal()).isNull();
        assertThat(List.of(start.inForce())).containsExactly(start.atHand());
    }
}
