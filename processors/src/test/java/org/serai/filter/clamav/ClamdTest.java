package org.serai.filter.clamav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.config.Size;
import org.serai.mail.BytesContent;
import org.serai.mail.Deadline;
import org.serai.mail.Finding;
import org.serai.mail.Mail;

/** Scanners that hang, fail, talk nonsense or come back, and how many are asked at once. */
@Timeout(120)
class ClamdTest extends ClamavFixture {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stream: Can't allocate memory ERROR",
                "raw:7: stream: OK\0",
                "raw:stream: OK\0",
                "raw:HTTP/1.1 400 Bad Request\r\n\r\n\0",
                "raw:\0",
                "stream:  FOUND",
                "stream: OK FOUND?",
                FakeClamd.CLOSE
            })
    void nonsenseIsNoAnswer(String nonsense) {
        first.answers = stream -> nonsense;

        assertThatThrownBy(() -> filter(first.uri()).check(mail("text"))).isInstanceOf(IOException.class);
    }

    @Test
    void anEndlessAnswerIsNone() {
        first.answers = stream -> "raw:" + "x".repeat(1 << 20);

        assertThatThrownBy(() -> filter(first.uri()).check(mail("text"))).hasMessageContaining("more than 4096 octets");
    }

    @Test
    void oneThatHangsIsLeftInTime() {
        first.answers = stream -> FakeClamd.HANG;
        long start = System.nanoTime();

        assertThatThrownBy(
                        () -> filter(clamd(Map.of("uri", first.uri())), "300ms").check(mail("text")))
                .hasMessageContaining("no answer in time");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void theMessagesDeadlineComesFirst() {
        first.answers = stream -> FakeClamd.HANG;
        Mail late = mail(new BytesContent(new byte[10]), Deadline.in(Duration.ofMillis(200)));

        assertThatThrownBy(() -> filter(first.uri()).check(late)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {FakeClamd.CLOSE, FakeClamd.HANG, "stream: broken ERROR"})
    void theNextAnswersForOneThatFails(String failure) throws IOException {
        first.answers = stream -> failure;
        ClamavFilter filter = filter(clamd(Map.of("uri", first.uri() + ", " + second.uri())), "2s");

        assertThat(symbols(filter, inBase64(VIRUS))).containsExactly("CLAMAV_VIRUS");
    }

    @Test
    void oneThatFailedIsAskedLastForAWhile() throws IOException {
        first.answers = stream -> FakeClamd.CLOSE;
        Clamd clamd = clamd(Map.of("uri", first.uri() + "," + second.uri()));
        ClamavFilter filter = filter(clamd, "45s");

        filter.check(mail("one"));
        filter.check(mail("two"));
        assertThat(first.scanned).hasSize(1);
        assertThat(second.scanned).hasSize(2);
        assertThat(clamd.answers()).isTrue();
        assertThat(clamd.state()).contains(first.uri() + ": clamd closed the connection");

        first.answers = FakeClamd::marked;
        clock.add(Duration.ofSeconds(11));
        filter.check(mail("three"));
        assertThat(first.scanned).hasSize(2);
        assertThat(clamd.state()).doesNotContain("closed");
    }

    @Test
    void theOnlyOneIsNotAskedWhileItRests() throws IOException {
        first.answers = stream -> FakeClamd.HANG;
        Clamd clamd = clamd(Map.of("uri", first.uri()));
        ClamavFilter filter = filter(clamd, "2s");
        assertThatThrownBy(() -> filter.check(mail("one"))).hasMessageContaining("no answer in time");
        assertThatThrownBy(() -> filter.check(mail("two"))).hasMessageContaining("rests after a failure");
        assertThat(first.scanned).hasSize(1);

        first.answers = FakeClamd::marked;
        clock.add(Duration.ofSeconds(11));
        assertThat(filter.check(mail("three"))).isEmpty();
        assertThat(filter.check(mail("four"))).isEmpty();
    }

    @Test
    void oneMessageThatTakesTooLongStopsNoOther() throws Exception {
        first.answers = stream -> stream.contains("slow") ? FakeClamd.HANG : "stream: OK";
        ClamavFilter filter = filter(clamd(Map.of("uri", first.uri())), "3s");
        var pool = Executors.newSingleThreadExecutor();
        try {
            Future<List<Finding>> slow = pool.submit(() -> filter.check(mail("slow")));
            await().until(() -> first.scanned.size() == 1);
            assertThat(filter.check(mail("quick"))).isEmpty();
            assertThatThrownBy(slow::get).hasMessageContaining("no answer in time");
            assertThat(filter.check(mail("other"))).isEmpty();
        } finally {
            pool.shutdownNow();
        }
    }

    /** Half of the threads at most are lost to a clamd that hangs: the others decide about what needs no clamd. */
    @Test
    void oneThatHangsLeavesThreadsToOthers() {
        first.answers = stream -> FakeClamd.HANG;
        ClamavFilter filter = filter(clamd(Map.of("uri", first.uri(), "max-connections", "3")), "45s");
        var workers = (ThreadPoolExecutor) Executors.newFixedThreadPool(WORKERS);
        try {
            for (int i = 0; i < 4 * WORKERS; i++) {
                Mail mail = mail("message " + i);
                workers.submit(() -> filter.check(mail));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> workers.getActiveCount() == WORKERS / 2);
            assertThat(workers.submit(() -> "helo")).succeedsWithin(Duration.ofSeconds(20));
            assertThat(workers.getQueue()).isEmpty();
        } finally {
            workers.shutdownNow();
        }
    }

    @Test
    void whenNoneAnswersItSaysSo() throws IOException {
        second.close();
        int nobody;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        Clamd clamd = clamd(Map.of("uri", "tcp://127.0.0.1:" + nobody + ", unix:/nonexistent/clamd.sock"));

        assertThatThrownBy(() -> filter(clamd, "45s").check(mail("text"))).hasMessageContaining("unix:/nonexistent");
        assertThat(clamd.answers()).isFalse();
    }

    @Test
    void connectionsAreUsedAgainUntilClamdClosesThem() throws IOException {
        ClamavFilter filter = filter(first.uri());
        for (int i = 0; i < 5; i++) {
            filter.check(mail("message " + i));
        }
        assertThat(first.connections).hasValue(1);

        first.drop();
        filter.check(mail("after a restart"));
        assertThat(first.connections).hasValue(2);
    }

    @Test
    void noMoreConnectionsThanAllowed() throws Exception {
        ClamavFilter filter = filter(clamd(Map.of("uri", first.uri(), "max-connections", "2")), "45s");
        var pool = Executors.newFixedThreadPool(8);
        try {
            var results = new ArrayList<Future<List<Finding>>>();
            for (int i = 0; i < 40; i++) {
                Mail mail = mail("message " + i);
                results.add(pool.submit(() -> filter.check(mail)));
            }
            for (Future<List<Finding>> result : results) {
                assertThat(result.get()).isEmpty();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(first.scanned).hasSize(40);
        assertThat(first.connections.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void aTrialTellsWhatClamdDoesNot() {
        Map<String, Trial.Result> results = new HashMap<>();
        first.answers = stream -> stream.contains(base64(new String(Trial.eicar(), StandardCharsets.US_ASCII)))
                ? "stream: " + VIRUS + " FOUND"
                : "stream: OK";
        results.put("whole", trial());
        first.streamLimit = 50_000;
        results.put("limit", trial());
        first.streamLimit = Integer.MAX_VALUE;
        var finds = first.answers;
        first.answers = stream -> stream.length() > 50_000 ? "stream: OK" : finds.apply(stream);
        results.put("silent", trial());
        first.answers = stream ->
                stream.length() > 50_000 ? "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND" : finds.apply(stream);
        results.put("alerts", trial());
        first.answers = stream -> stream.length() > 50_000 ? FakeClamd.CLOSE : finds.apply(stream);
        results.put("fails", trial());
        first.answers = stream -> "stream: OK";
        results.put("blind", trial());

        assertThat(results)
                .containsEntry("whole", Trial.Result.WHOLE)
                .containsEntry("limit", Trial.Result.STREAM_LIMIT)
                .containsEntry("silent", Trial.Result.SILENT)
                .containsEntry("alerts", Trial.Result.SCAN_LIMIT)
                .containsEntry("fails", Trial.Result.FAILS)
                .containsEntry("blind", Trial.Result.BLIND);
    }

    @Test
    void theTrialsMessageIsOfTheSizeAskedFor() throws IOException {
        try (InputStream message = Trial.message(1_000_000)) {
            assertThat(message.readAllBytes()).hasSize(1_000_000);
        }
    }

    @Test
    void watchingTellsStateAndLimits() {
        Clamd clamd = clamd(Map.of("uri", first.uri()));
        first.answers = stream -> stream.length() > 50_000 ? "stream: OK" : "stream: " + VIRUS + " FOUND";

        clamd.watch(new Size(100_000));

        await().untilAsserted(() -> assertThat(clamd.state()).contains("27800", "AlertExceedsMax"));
    }

    private Trial.Result trial() {
        try {
            var server = new Server(ClamdAddress.parse(first.uri()), settings(Map.of()), watchdog, clock);
            return new Trial(100_000).of(server, Deadline.in(Duration.ofSeconds(60)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
