package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;

/** A program that a test starts; its output goes to a file, and it ends with the test at the latest. */
final class ChildProcess implements AutoCloseable {

    private final Process process;
    private final Path log;
    private final Thread hook;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts a program; what it prints is added to {@code log}. */
    static ChildProcess start(Path directory, Path log, Map<String, String> environment, List<String> command) {
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return new ChildProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program to its end and returns what it printed; it must end with status 0. */
    static String run(String... command) {
        try {
            Path log = Files.createTempFile("serai-it", ".log");
            try (var child = start(Path.of("").toAbsolutePath(), log, Map.of(), List.of(command))) {
                int status = child.awaitExit(Duration.ofMinutes(2));
                assertThat(status)
                        .as("%s: %s", String.join(" ", command), child.log())
                        .isZero();
                return child.log();
            } finally {
                Files.delete(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** What it printed so far; every byte one character. */
    String log() {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long logOctets() {
        try {
            return Files.size(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same behind its first octets. */
    String logFrom(long octets) {
        try (var in = Files.newInputStream(log)) {
            in.skipNBytes(octets);
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitPort(int port, Duration within) {
        await().atMost(within).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (!alive()) {
                Assertions.fail("ended with status " + process.exitValue() + ": " + log());
            }
            return Ports.answers(port);
        });
    }

    void awaitLog(String text, Duration within) {
        await().atMost(within).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> assertThat(log())
                .contains(text));
    }

    int awaitExit(Duration within) {
        try {
            assertThat(process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS))
                    .as("ended within %s: %s", within, log())
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGSTOP, SIGCONT or another signal, by its name. */
    void signal(String name) {
        run("sh", "-c", "kill -" + name + " " + pid()); // The shell's own: not every system has the program.
    }

    /** SIGKILL: no handler, no flush. */
    void kill9() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(120));
    }

    /**
     * SIGKILL to it and all that it started, as when a machine dies: none lives on to tell what became of another. They are
     * stopped first, since only one can be killed at a time.
     */
    void killTree9() {
        signal("STOP");
        List<ProcessHandle> started = process.descendants().toList();
        String pids = started.stream().map(each -> String.valueOf(each.pid())).collect(Collectors.joining(" "));
        if (!pids.isEmpty()) {
            run("sh", "-c", "kill -STOP " + pids + " || true"); // One of them may just have ended.
        }
        started.forEach(ProcessHandle::destroyForcibly);
        kill9();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        kill9();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
