package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.it.Load.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Edits of all that is taken over while Serai runs, by turns, under load and with sessions held open: none fails an exchange or
 * drops a session, and none leaves anything behind. A longer run by command, {@code -Dserai.reloads=1000}.
 */
class ManyReloadsIT {

    private static final Logger LOG = LoggerFactory.getLogger(ManyReloadsIT.class);

    private static final int RELOADS = Integer.getInteger("serai.reloads", 50);

    /** As many as change each thing once before anything is counted. */
    private static final int WARM_UP = 2 * Edited.values().length;

    /** Of each client between two messages: the load goes on for as long as the reloads do. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    private static final String IN_FORCE = " is in force";
    private static final String HELO = "routes/helo.camel.yaml";

    private static final String MAIL = "org.serai.mail.Mail";
    private static final long FEW_MAILS = 20;
    private static final String CONTEXT = "org.apache.camel.impl.DefaultCamelContext";

    /**
     * Octets by which the live heap may differ for other reasons: caches, compiled code, pools that grew under load. Fifty
     * generations that stayed would be five times that.
     */
    private static final long MORE_HEAP = 10 << 20;

    /** Classes that Java makes by itself meanwhile, such as accessors for what is called often. */
    private static final long MORE_CLASSES = 300;

    private static final int MORE_THREADS = 12;

    /** What an edit changes. */
    private enum Edited {
        ROUTE,
        LIST,
        SCORES,
        POLICIES,
        KAMELET,
        CERTIFICATE
    }

    @Test
    void eachKindOfEditUnderLoadFailsNothingAndLeavesNothingBehind(@TempDir Path home) throws IOException {
        try (var run = new Run(home)) {
            run.reload(WARM_UP);
            Remains before = run.remains();

            run.reload(RELOADS);
            Remains after = run.remains();

            LOG.info("{} reloads: {} messages; before {}, after {}", RELOADS, run.accepted, before, after);
            assertThat(after.counts()).isEqualTo(before.counts());
            assertThat(before.counts().get("routes")).isGreaterThan(10);
            assertThat(before.counts().get("endpoints")).isGreaterThan(20);
            assertThat(before.counts().get("steps")).isGreaterThan(40);
            assertThat(after.heap() - before.heap()).isLessThan(MORE_HEAP);
            assertThat(after.classes() - before.classes()).isLessThan(MORE_CLASSES);
            assertThat(after.threads() - before.threads()).isLessThan(MORE_THREADS);
        }
    }

    /**
     * What lives after a full collection, when no generation is left but the one in force.
     *
     * @param counts contexts, routes, endpoints, registries with their beans, steps and filters
     * @param heap octets
     */
    private record Remains(Map<String, Long> counts, long heap, long classes, long threads) {}

    private static final class Run implements AutoCloseable {

        private final Path home;
        private final Pem served;
        private final Pem[] certificates;
        private final SmtpSink sink;
        private final SeraiProcess serai;
        private int done;
        private int generation = 1;
        private long accepted;

        Run(Path home) throws IOException {
            this.home = home;
            served = Pem.make(home.resolve("served"), "two.example");
            certificates = new Pem[] {
                Pem.make(home.resolve("one"), "one.example"), Pem.make(home.resolve("two"), "two.example")
            };
            sink = SmtpSink.start();
            serai = SeraiProcess.in(home)
                    .backend(sink.port())
                    .manySessions()
                    .property("smtp.tls.certificate", served.certificate())
                    .property("smtp.tls.key", served.key())
                    .start();
        }

        /** So many edits, in turns of one of each kind; sessions at each point of a transaction are held across a turn. */
        void reload(int times) throws IOException {
            for (int left = times; left > 0; left -= Edited.values().length) {
                sink.clear();
                try (var load = Load.on(serai.port(), 4, PAUSE);
                        var held = new Held(serai.port())) {
                    for (int i = 0; i < Math.min(left, Edited.values().length); i++) {
                        int before = load.accepted();
                        edit();
                        await().atMost(Duration.ofSeconds(60)).until(() -> load.accepted() > before);
                    }
                    held.goOn();
                    load.stop();

                    assertThat(load.refusals()).isEmpty();
                    assertThat(load.with(Outcome.UNANSWERED)).isEmpty();
                    assertThat(load.with(Outcome.NOT_SENT)).isEmpty();
                    assertThat(sink.messages()).hasSize(load.accepted() + Held.MESSAGES);
                    accepted += sink.messages().size();
                }
            }
        }

        private void edit() throws IOException {
            Edited next = Edited.values()[done % Edited.values().length];
            int turn = done / Edited.values().length;
            boolean odd = turn % 2 == 1;
            done++;
            long mark = serai.logOctets();
            switch (next) {
                case ROUTE -> replace(HELO, "description: Bare.*", "description: Bare addresses, edit " + done);
                case LIST -> write("config/lists/block-client.txt", "198.51.100." + done % 250 + "\n");
                case SCORES -> replace("config/scores.properties", "HELO_LITERAL = .*", "HELO_LITERAL = 1." + done);
                case POLICIES ->
                    write(
                            "config/policies.yaml",
                            "policies:\n  - name: everybody\n    thresholds: {tag: " + (odd ? 4 : 5) + "}\n");
                case KAMELET ->
                    replace(
                            HELO,
                            "uri: (serai|kamelet):.*helo.*",
                            odd ? "uri: serai:helo" : "uri: kamelet:serai-helo-action");
                case CERTIFICATE -> {
                    Pem.replace(served.certificate(), certificates[turn % 2].certificate());
                    Pem.replace(served.key(), certificates[turn % 2].key());
                    serai.awaitLogFrom(mark, "loaded the changed certificate");
                    try (var client = SmtpClient.hello(serai.port()).secured()) {
                        assertThat(client.peer()).isEqualTo(odd ? "CN=two.example" : "CN=one.example");
                    }
                    return;
                }
            }
            generation++;
            serai.awaitLogFrom(mark, "generation " + generation + IN_FORCE);
        }

        private void replace(String name, String regex, String by) throws IOException {
            Path file = home.resolve(name);
            String text = Files.readString(file);
            String changed = text.replaceFirst(regex, by);
            assertThat(changed).as("edit %d of %s", done, name).isNotEqualTo(text);
            Files.writeString(file, changed);
        }

        private void write(String name, String text) throws IOException {
            Files.writeString(home.resolve(name), text);
        }

        /** Once only the generation in force is left, the context of the listeners, and no mail of the load. */
        Remains remains() throws IOException {
            Map<String, Long> heap = await().atMost(Duration.ofSeconds(90))
                    .ignoreExceptionsInstanceOf(
                            AssertionError.class) // A busy virtual machine may not answer jcmd in time.
                    .until(
                            () -> serai.machine().heap(),
                            live -> Long.valueOf(2).equals(live.get(CONTEXT))
                                    && live.getOrDefault(MAIL, 0L) < FEW_MAILS);
            var counts = new TreeMap<String, Long>();
            counts.put("contexts", count(heap, CONTEXT, ""));
            counts.put("routes", count(heap, "org.apache.camel.", ".DefaultRoute"));
            counts.put("endpoints", count(heap, "", "Endpoint"));
            counts.put("registries", count(heap, "org.apache.camel.", "Registry"));
            counts.put("steps", count(heap, "org.serai.camel.", "Step"));
            counts.put("filters", count(heap, "org.serai.filter.", "Filter"));
            counts.put(
                    "meters",
                    serai.observe("metrics")
                            .lines()
                            .filter(line -> line.startsWith("# TYPE"))
                            .count());
            return new Remains(
                    counts,
                    heap.getOrDefault("Total", 0L),
                    serai.machine().classes(),
                    serai.machine().threads());
        }

        private static long count(Map<String, Long> heap, String begin, String end) {
            return heap.entrySet().stream()
                    .filter(entry ->
                            entry.getKey().startsWith(begin) && entry.getKey().endsWith(end))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }

        @Override
        public void close() {
            serai.close();
            sink.close();
        }
    }

    /** One session at each point of a transaction, and one that speaks TLS. */
    private static final class Held implements AutoCloseable {

        private static final int MESSAGES = 6;

        private final SmtpClient greeted;
        private final SmtpClient hello;
        private final SmtpClient sender;
        private final SmtpClient recipient;
        private final SmtpClient data;
        private final SmtpClient secured;

        Held(int port) throws IOException {
            greeted = SmtpClient.greeted(port);
            hello = SmtpClient.hello(port);
            sender = SmtpClient.hello(port);
            sender.expect("250", "MAIL FROM:<sender@held.example>\r\n");
            recipient = SmtpClient.hello(port);
            recipient.expect("250", "MAIL FROM:<recipient@held.example>\r\n");
            recipient.expect("250", "RCPT TO:<" + SeraiProcess.RCPT + ">\r\n");
            data = SmtpClient.hello(port).data("data@held.example", SeraiProcess.RCPT);
            data.write("From: data@held.example\r\n");
            secured = SmtpClient.hello(port).secured();
        }

        /** Each ends what it has begun, and says good-bye. */
        void goOn() throws IOException {
            greeted.expect("250", "EHLO client.example\r\n");
            send(greeted, "greeted@held.example");
            send(hello, "hello@held.example");
            send(secured, "secured@held.example");
            sender.expect("250", "RCPT TO:<" + SeraiProcess.RCPT + ">\r\n");
            sender.expect("354", "DATA\r\n");
            end(sender, "From: sender@held.example\r\n");
            recipient.expect("354", "DATA\r\n");
            end(recipient, "From: recipient@held.example\r\n");
            end(data, "");
        }

        private static void send(SmtpClient client, String from) throws IOException {
            client.data(from, SeraiProcess.RCPT);
            end(client, "From: " + from + "\r\n");
        }

        private static void end(SmtpClient client, String begin) throws IOException {
            client.expect("250", begin + "Subject: held\r\n\r\ntext\r\n.\r\n");
            client.expect("221", "QUIT\r\n");
        }

        @Override
        public void close() throws IOException {
            for (SmtpClient client : new SmtpClient[] {greeted, hello, sender, recipient, data, secured}) {
                client.close();
            }
        }
    }
}
