package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.serai.camel.JournalFiles;
import org.serai.camel.Sections;
import org.serai.config.Settings;
import org.serai.verdict.VerdictSchema;

/**
 * Serai as {@code bin/serai run} starts it: a Java VM of its own, with a copy of {@code routes/} and {@code config/}, its
 * own data directory and free ports. Properties are given as {@code -D}.
 */
final class SeraiProcess implements AutoCloseable {

    /** The domain whose mail Serai takes in tests. */
    static final String DOMAIN = "local.example";

    static final String RCPT = "user@" + DOMAIN;

    private static final Duration START = Duration.ofSeconds(180);

    /** Flags of Java for commands that end at once. */
    private static final List<String> COMMAND =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dserai.log=SYSTEM_ERR");

    private final Setup setup;
    private ChildProcess child;

    private SeraiProcess(Setup setup) {
        this.setup = setup;
        this.child = setup.launch();
    }

    /** A set-up in this empty directory. */
    static Setup in(Path home) {
        return new Setup(home);
    }

    /** What differs from the shipped defaults. */
    static final class Setup {

        private final Path home;
        private final Map<String, String> properties = new LinkedHashMap<>();
        private final Map<String, String> environment = new LinkedHashMap<>();

        /** In so short a life the second compiler would take more of the machine than mail; MemoryIT and AbuseIT have it. */
        private List<String> flags = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1");

        private Setup(Path home) {
            this.home = home;
            copy("routes");
            copy("config");
            property("smtp.port", Ports.free());
            property("mailbox.port", Ports.free());
            property("http.port", Ports.free());
            property("admin.port", Ports.free());
            environment("SERAI_HOME", home.toString());
            property("local.domains", DOMAIN);
            // Nobody listens there: no test asks the DNS of the world.
            property("dns.servers", "127.0.0.1:1");
            property("smtp.hostname", "mx." + DOMAIN);
            // To a test all are new.
            property("filter.greylist.mode", "off");
        }

        Setup property(String name, Object value) {
            properties.put(name, value.toString());
            return this;
        }

        /** Leaves a property to the file, the environment or its default. */
        Setup without(String name) {
            properties.remove(name);
            return this;
        }

        Setup environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** Flags of the Java VM instead of these. */
        Setup flags(String... jvm) {
            flags = List.of(jvm);
            return this;
        }

        Setup backend(int port) {
            return property("backend.uri", "smtp://127.0.0.1:" + port);
        }

        /** In a route of {@code routes/}, where it must be: such as the time between two rounds, which a test need not wait for. */
        Setup edit(String route, String text, String by) {
            Path file = home.resolve("routes").resolve(route);
            try {
                String before = Files.readString(file);
                assertThat(before).contains(text);
                Files.writeString(file, before.replace(text, by));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        /** For tests about something else: as many sessions of one client as there are. */
        Setup manySessions() {
            return property("smtp.max-connections-per-client", 2000).property("smtp.max-connections", 2000);
        }

        /** Starts and waits until the door opens. */
        SeraiProcess start() {
            return startOn(Integer.parseInt(properties.getOrDefault("smtp.port", "2525")));
        }

        /** Where the port is told in another way than by property. */
        SeraiProcess startOn(int port) {
            var serai = new SeraiProcess(this);
            try {
                serai.child.awaitPort(port, START);
            } catch (AssertionError | RuntimeException e) {
                serai.close();
                throw e;
            }
            return serai;
        }

        /** Starts in the hope that it refuses to; returns what it printed. */
        String refusal() {
            try (var refused = launch()) {
                assertThat(refused.awaitExit(START)).isNotZero();
                return refused.log();
            }
        }

        private ChildProcess launch() {
            var all = new ArrayList<>(flags);
            all.addAll(List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
            properties.forEach((name, value) -> all.add("-D" + name + "=" + value));
            List<String> command = java(all, "run");
            return ChildProcess.start(home, home.resolve("serai.log"), environment, command);
        }

        private void copy(String directory) {
            Path from = Repository.root().resolve(directory);
            try (var files = Files.walk(from)) {
                for (Path file : files.toList()) {
                    Files.copy(file, home.resolve(directory).resolve(from.relativize(file)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    int port() {
        return Integer.parseInt(setup.properties.getOrDefault("smtp.port", "0"));
    }

    int httpPort() {
        return Integer.parseInt(setup.properties.getOrDefault("http.port", "0"));
    }

    int adminPort() {
        return Integer.parseInt(setup.properties.getOrDefault("admin.port", "0"));
    }

    Path routes() {
        return setup.home.resolve("routes");
    }

    Path scores() {
        return setup.home.resolve("config/scores.properties");
    }

    Path data() {
        return setup.home.resolve("data");
    }

    /** A page of the management port, which must answer 200; slashes without the escapes of JSON. */
    String observe(String page) throws IOException {
        var url = URI.create("http://127.0.0.1:" + httpPort() + "/observe/" + page)
                .toURL();
        try (var in = url.openStream()) {
            return Wire.text(in.readAllBytes()).replace("\\/", "/");
        }
    }

    /** Waits until the page of health says all this. While Serai starts or something is down, the page answers 503. */
    void awaitHealth(String... said) {
        await().atMost(Duration.ofSeconds(120)).ignoreExceptions().untilAsserted(() -> assertThat(observe("health"))
                .contains(said));
    }

    /** A number among the metrics, named with its tags. */
    double metric(String name) throws IOException {
        return observe("metrics")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }

    /** What the audit trail says of transactions of this reverse-path, one event each. */
    List<JsonNode> verdicts(String mailFrom) throws IOException {
        var json = new ObjectMapper();
        var events = new ArrayList<JsonNode>();
        try (var files = Files.list(data().resolve("audit"))) {
            for (Path file : files.sorted().toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                // What has no end is still being written.
                for (String line :
                        text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                    JsonNode event = json.readTree(line);
                    if (event.at("/envelope/mailFrom").asText().equals(mailFrom)) {
                        assertThat(VerdictSchema.problems(event)).isEmpty();
                        events.add(event);
                    }
                }
            }
        }
        return events;
    }

    /** What {@code bin/serai audit verify} finds wrong, by mail id. */
    Map<String, String> differences() throws IOException {
        var properties = new Properties();
        properties.putAll(setup.properties);
        properties.setProperty("data.dir", data().toString());
        Settings settings = Settings.load(Sections.all(), data().resolve("none"), Map.of(), properties);
        var out = new TreeMap<String, String>();
        new JournalFiles(settings, setup.home).verify(Instant.EPOCH, Instant.MAX, out::put);
        return out;
    }

    String log() {
        return child.log();
    }

    long pid() {
        return child.pid();
    }

    boolean alive() {
        return child.alive();
    }

    /** Waits until the log says this behind its first {@code mark} characters, and returns the line. */
    String awaitLog(int mark, String text) {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> log().substring(mark)
                                .lines()
                                .filter(line -> line.contains(text))
                                .findFirst()
                                .orElse(""),
                        line -> !line.isEmpty());
    }

    /** How long the log is. */
    long logOctets() {
        return child.logOctets();
    }

    /** As {@link #awaitLog} for a log that grows long: reads none of its first {@code mark} octets. */
    void awaitLogFrom(long mark, String text) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> child.logFrom(mark).contains(text));
    }

    /** What its Java VM tells of itself. */
    VirtualMachine machine() {
        return new VirtualMachine(pid());
    }

    void kill9() {
        child.kill9();
    }

    /** What another command prints that is run beside it. */
    String command(String... arguments) {
        return ChildProcess.run(commandLine(arguments).toArray(String[]::new));
    }

    /** The same for a command that reads this file. */
    String commandReading(Path input, String... arguments) {
        var shell = new ArrayList<String>(
                List.of("sh", "-c", "in=$1; shift; exec \"$@\" <\"$in\"", "sh", input.toString()));
        shell.addAll(commandLine(arguments));
        return ChildProcess.run(shell.toArray(String[]::new));
    }

    private List<String> commandLine(String... arguments) {
        var all = new ArrayList<String>(List.of("env", "SERAI_HOME=" + setup.home));
        all.addAll(java(COMMAND, arguments));
        return all;
    }

    /** Serai's Java with these flags, on the class path that {@code bin/serai} gives it. */
    private static List<String> java(List<String> flags, String... arguments) {
        Path target = Repository.root().resolve("processors/target");
        var all = new ArrayList<String>();
        all.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        all.addAll(flags);
        // bin/serai test tells the libraries that bin/serai run would take.
        String libraries = System.getenv("SERAI_LIBRARIES");
        if (libraries != null) {
            all.addAll(List.of(
                    "-XX:SharedArchiveFile=" + libraries + "/classes.jsa", "-Xlog:cds=off", "-Xlog:class+path=off"));
        }
        String jars = libraries == null ? target.toString() : libraries;
        all.addAll(List.of("-cp", jars + "/lib/*:" + target + "/classes", "org.serai.Main"));
        all.addAll(List.of(arguments));
        return all;
    }

    /** What a command has said, and with which status it ended. */
    record Said(int status, String text) {}

    /** Runs {@code bin/serai} itself, with the same properties. */
    Said script(String command, String... arguments) {
        var all = new ArrayList<String>();
        all.add(Repository.root().resolve("bin/serai").toString());
        all.add(command);
        setup.properties.forEach((name, value) -> all.add("-D" + name + "=" + value));
        all.addAll(List.of(arguments));
        Path said = setup.home.resolve("script-" + System.nanoTime() + ".log");
        var environment = Map.of("SERAI_HOME", setup.home.toString(), "JAVA_HOME", System.getProperty("java.home"));
        try (var child = ChildProcess.start(setup.home, said, environment, all)) {
            int status = child.awaitExit(START);
            return new Said(status, child.log());
        }
    }

    /** What {@code bin/serai quarantine} says, whether it is content or not. */
    String quarantine(String... arguments) {
        var command = new ArrayList<String>(List.of("quarantine"));
        command.addAll(List.of(arguments));
        var flags = new ArrayList<>(COMMAND);
        flags.add("-Dadmin.port=" + adminPort());
        List<String> all = java(flags, command.toArray(String[]::new));
        Path said = setup.home.resolve("quarantine-" + System.nanoTime() + ".log");
        try (var child = ChildProcess.start(setup.home, said, Map.of("SERAI_HOME", setup.home.toString()), all)) {
            child.awaitExit(START);
            return child.log();
        }
    }

    /** SIGTERM, without waiting. */
    void terminate() {
        child.terminate();
    }

    int awaitExit(Duration within) {
        return child.awaitExit(within);
    }

    /** Again on the same ports, data and routes, after it has ended. */
    void restart() {
        child.close();
        child = setup.launch();
        child.awaitPort(port(), START);
    }

    @Override
    public void close() {
        child.close();
    }
}
