package org.serai.camel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.BacklogTracer;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What JBang's {@code camel get}, {@code top} and {@code trace} read: files under our process id in {@code ~/.camel}, written every second or so. Of what
 * such tools may ask, tracing alone is done; a request to stop a route or to send a message is thrown away.
 */
final class CamelFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CamelFiles.class);

    /** Octets; a trace that nobody ends must not fill the disk. */
    private static final long MOST_TRACED = 16 << 20;

    private static final int BACKLOG = 1000;
    private static final int MOST_ASKED = 1 << 16;

    private final Path directory;
    private final String pid =
            String.valueOf(ManagementFactory.getRuntimeMXBean().getPid());
    private final CamelContext main;
    private final Supplier<CamelContext> policy;
    private boolean tracing;
    private boolean closed;

    /**
     * Makes the directory, for us alone, where it is not there.
     *
     * @param policy the one in force
     * @throws ConfigException when others may write there
     */
    CamelFiles(Path directory, CamelContext main, Supplier<CamelContext> policy) {
        this.directory = directory;
        this.main = main;
        this.policy = policy;
        try {
            if (Files.notExists(directory)) {
                Files.createDirectories(directory.toAbsolutePath().getParent());
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Set<PosixFilePermission> may = Files.getPosixFilePermissions(directory);
            if (may.contains(PosixFilePermission.GROUP_WRITE) || may.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new ConfigException("management.cli = true: others may write into " + directory
                        + ", and so could have mail traced; please type: chmod 700 " + directory);
            }
        } catch (IOException e) {
            throw ConfigException.about(directory + " cannot be made for management.cli", directory, e);
        }
    }

    private Path file(String suffix) {
        return directory.resolve(pid + suffix);
    }

    /** Does what was asked, and tells how things stand. */
    synchronized void refresh() {
        if (closed) {
            return;
        }
        try {
            act();
            if (tracing) {
                trace();
            }
            replace(file("-status.json"), status().toJson());
        } catch (IOException | RuntimeException e) {
            LOG.warn("Files for the camel command cannot be written in {}: {}", directory, e.toString());
        }
    }

    private void act() throws IOException {
        Path asked = file("-action.json");
        if (Files.notExists(asked)) {
            return;
        }
        JsonObject action = Files.size(asked) > MOST_ASKED ? null : read(asked);
        if (action == null) {
            return;
        }
        Files.delete(asked);
        if ("trace".equals(action.getString("action"))) {
            tracing = "true".equals(action.getString("enabled"));
            tracer().setEnabled(tracing);
        } else {
            LOG.warn(
                    "The camel command asks for '{}', which is not done here: it may look, not change",
                    LogLine.escaped(String.valueOf(action.getString("action"))));
        }
    }

    /** Null while it is being written. */
    private static @Nullable JsonObject read(Path file) throws IOException {
        try {
            return Jsoner.deserialize(Files.readString(file)) instanceof JsonObject action ? action : null;
        } catch (DeserializationException e) {
            LOG.debug("{} is no JSON yet", file, e);
            return null;
        }
    }

    private BacklogTracer tracer() {
        BacklogTracer tracer = policy.get().getCamelContextExtension().getContextPlugin(BacklogTracer.class);
        if (tracer == null) {
            throw new IllegalStateException("the policy in force has no tracer");
        }
        return tracer;
    }

    private void trace() throws IOException {
        BacklogTracer tracer = tracer();
        if (!tracer.isEnabled()) {
            // Of a policy that has come meanwhile.
            tracer.setBacklogSize(BACKLOG);
            tracer.setEnabled(true);
        }
        var events = new JsonArray();
        tracer.dumpAllTracedMessages().forEach(event -> events.add(event.asJSon()));
        if (events.isEmpty()) {
            return;
        }
        var line = new JsonObject();
        line.put("enabled", true);
        line.put("traces", events);
        Path file = file("-trace.json");
        create(file);
        Files.writeString(file, line.toJson() + System.lineSeparator(), StandardOpenOption.APPEND);
        if (Files.size(file) > MOST_TRACED) {
            tracing = false;
            tracer.setEnabled(false);
            LOG.warn("{} has {} octets, so that tracing ends", file, MOST_TRACED);
        }
    }

    private JsonObject status() {
        var root = new JsonObject();
        var runtime = new JsonObject();
        runtime.put("pid", Long.valueOf(pid));
        runtime.put("platform", "Serai");
        runtime.put("javaVersion", System.getProperty("java.version"));
        root.put("runtime", runtime);
        CamelContext current = policy.get();
        JsonObject context = ask("context", current);
        context.put("name", "serai");
        root.put("context", context);
        var routes = new JsonArray();
        for (CamelContext each : List.of(current, main)) {
            if (ask("route", each).get("routes") instanceof Collection<?> some) {
                routes.addAll(some);
            }
        }
        root.put("routes", routes);
        var memory = new JsonObject();
        var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        memory.put("heapMemoryUsed", heap.getUsed());
        memory.put("heapMemoryCommitted", heap.getCommitted());
        memory.put("heapMemoryMax", heap.getMax());
        root.put("memory", memory);
        var threads = new JsonObject();
        threads.put("threadCount", ManagementFactory.getThreadMXBean().getThreadCount());
        threads.put("peakThreadCount", ManagementFactory.getThreadMXBean().getPeakThreadCount());
        root.put("threads", threads);
        BacklogTracer tracer = tracer();
        var trace = new JsonObject();
        trace.put("enabled", tracer.isEnabled());
        trace.put("standby", tracer.isStandby());
        trace.put("counter", tracer.getTraceCounter());
        trace.put("queueSize", tracer.getQueueSize());
        root.put("trace", trace);
        return root;
    }

    private static JsonObject ask(String console, CamelContext context) {
        return Consoles.json(console, context, Map.of("processors", "true"));
    }

    private void create(Path file) throws IOException {
        if (Files.notExists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
    }

    private void replace(Path file, String text) throws IOException {
        Path next = file("-status.new");
        create(next);
        Files.write(next, text.getBytes(StandardCharsets.UTF_8));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            for (String suffix : List.of("-status.json", "-status.new", "-action.json", "-trace.json")) {
                Files.deleteIfExists(file(suffix));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
