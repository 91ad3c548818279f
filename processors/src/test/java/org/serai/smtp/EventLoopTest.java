package org.serai.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.serai.config.Binder;
import org.serai.filter.attachment.AttachmentFilter;
import org.serai.filter.attachment.NamePatterns;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.mime.Messages;

/** No event loop is held for more than 20 ms, whatever the messages, the disk and the filters do. */
class EventLoopTest extends DoorFixture {

    private static final int CLIENTS = 8;
    private static final int MESSAGES = 10;
    private static final int ROUNDS = 6;

    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 4);

    @BeforeEach
    void open() throws IOException {
        with("spool.memory-per-message=256KB", "spool.memory=1MB", "max-connections-per-client=100");
    }

    @Override
    @AfterEach
    void close() {
        threads.shutdownNow();
        super.close();
    }

    @Test
    void isNeverHeld() throws Exception {
        var filter = new AttachmentFilter(
                Binder.defaults(AttachmentFilter.Options.class), Messages.READER, NamePatterns.of(List.of()));
        door.policy.executor = threads;
        door.policy.rule = mail -> judged(filter, mail);
        door.diskDelay = Duration.ofMillis(30);
        byData(message(0)); // The first time, the JVM has much to load and to compile.
        byChunks(message(0));
        List<String> held;
        int rounds = 0;
        // What our code does it does in each round; what the JVM compiles, or who has a lock and no processor, comes
        // once.
        do {
            held = heldInARound();
        } while (!held.isEmpty() && ++rounds < ROUNDS);
        assertThat(held).isEmpty();
    }

    private List<String> heldInARound() throws Exception {
        long before = door.server.metrics().messages();
        try (var watch = new LoopWatch(door.loop())) {
            List<Future<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String message = message(i);
                clients.add(threads.submit(i % 2 == 0 ? () -> byData(message) : () -> byChunks(message)));
            }
            for (Future<Void> client : clients) {
                client.get();
            }
            assertThat(watch.beats.get()).isGreaterThan(100);
            assertThat(door.server.metrics().messages() - before).isEqualTo(CLIENTS * MESSAGES);
            var held = new ArrayList<>(watch.waited);
            held.addAll(watch.computed);
            return held;
        }
    }

    private static Reply judged(AttachmentFilter filter, Mail mail) {
        try {
            if (mail.phase() == Phase.DATA) {
                assertThat(filter.check(mail)).isEmpty();
            }
            return FakePolicy.accept(mail);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Void byData(String message) throws Exception {
        try (Talk talk = door.greeted()) {
            talk.say("STARTTLS").expect("220").startTls();
            talk.say("EHLO client.test").expect("250");
            for (int i = 0; i < MESSAGES; i++) {
                talk.transaction().message(message).expect("250");
            }
        }
        return null;
    }

    private Void byChunks(String message) throws Exception {
        int half = message.length() / 2;
        try (Talk talk = door.greeted()) {
            for (int i = 0; i < MESSAGES; i++) {
                talk.transaction();
                talk.send("BDAT " + half + "\r\n" + message.substring(0, half)).expect("250");
                talk.send("BDAT " + (message.length() - half) + " LAST\r\n" + message.substring(half))
                        .expect("250");
            }
        }
        return null;
    }

    private static String message(int seed) {
        var octets = new byte[300_000];
        new Random(seed).nextBytes(octets);
        return "Subject: picture\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=a.dat\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(octets);
    }

    @Test
    void theWatchSeesALoopThatWaits() throws Exception {
        assertSeen(
                watch -> watch.waited,
                () -> LockSupport.parkNanos(Duration.ofMillis(200).toNanos()));
    }

    @Test
    void theWatchSeesALoopThatComputes() throws Exception {
        assertSeen(watch -> watch.computed, () -> {
            long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        });
    }

    private void assertSeen(Function<LoopWatch, List<String>> seen, Runnable holdUp) throws Exception {
        Callable<Void> session = () -> {
            door.greeted().close();
            return null;
        };
        try (var watch = new LoopWatch(door.loop())) {
            door.policy.rule = mail -> {
                holdUp.run();
                return FakePolicy.accept(mail);
            };
            // A watch without a processor misses one.
            await().until(() -> {
                session.call();
                return !seen.apply(watch).isEmpty();
            });
        }
    }
}
