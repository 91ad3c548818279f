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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.config.Size;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.filter.Watchdog;
import org.serai.mail.BytesContent;
import org.serai.mail.Client;
import org.serai.mail.Content;
import org.serai.mail.Deadline;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mime.Messages;

@Timeout(30)
class ClamavFilterTest {

    private static final int WORKERS = 8;
    private static final String VIRUS = "Win.Test.EICAR_HDB-1";

    private final ManualClock clock = new ManualClock();
    private final Watchdog watchdog = new Watchdog();
    private final FakeClamd first = new FakeClamd();
    private final FakeClamd second = new FakeClamd();
    private final List<Clamd> made = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        made.forEach(Clamd::close);
        first.close();
        second.close();
        watchdog.close();
    }

    static List<FilterCase> cases() {
        return FilterCases.of("clamav");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) throws IOException {
        assertThat(FilterCase.symbols(filter(first.uri()).check(each.mail()))).isEqualTo(each.expected());
    }

    @Test
    void withoutClamdFindsNothing() throws IOException {
        Clamd clamd = clamd(Map.of());

        assertThat(filter(clamd, "45s").check(mail("X-Clamd: " + VIRUS + "\r\n\r\n")))
                .isEmpty();
        assertThat(clamd.off()).isTrue();
        assertThat(clamd.state()).startsWith("off");
    }

    @Test
    void tellsSignatureAndPlace() throws IOException {
        Finding found = only(filter(first.uri()), inBase64(VIRUS));

        assertThat(found.reason()).isEqualTo("The message contains a virus: " + VIRUS);
        assertThat(found.evidence()).containsEntry("signature", VIRUS).containsEntry("place", "1.2");
    }

    @Test
    void aNameCannotBreakOutOfReplyOrLog() throws IOException {
        first.answers = stream -> "stream: Bad\r\n250 \u00e9(0123:5) FOUND";

        assertThat(only(filter(first.uri()), mail("text")).evidence()).containsEntry("signature", "Bad??250??");
        first.answers = stream -> "stream: " + "x".repeat(4000) + " FOUND";
        assertThat(only(filter(first.uri()), mail("other")).reason()).hasSizeLessThan(200);
    }

    @Test
    void readsPlainTextOnceAndOtherPartsByThemselves() throws IOException {
        filter(first.uri()).check(mail("Subject: a\r\n\r\njust text\r\n"));
        assertThat(first.scanned)
                .singleElement()
                .asString()
                .startsWith("Received: ")
                .endsWith("just text\r\n");

        first.scanned.clear();
        filter(first.uri()).check(mail("Subject: b\r\nContent-Type: text/html\r\n\r\n<p>page\r\n"));
        assertThat(first.scanned).hasSize(2).element(1).isEqualTo("<p>page\r\n");
    }

    @Test
    void aMessageOverTheLimitIsToldAndItsPartsAreReadNevertheless() throws IOException {
        first.streamLimit = 2000;
        Mail large = multipart("text/html", "", "x".repeat(3000));
        Mail withVirus = multipart(
                "application/x-msdownload",
                "base64",
                base64("X-Clamd: " + VIRUS + "\r\n") + "\r\n--b\r\n\r\n" + "x".repeat(3000));

        assertThat(symbols(filter(first.uri()), large)).containsExactly("CLAMAV_UNSCANNED");
        assertThat(symbols(filter(first.uri()), withVirus))
                .containsExactlyInAnyOrder("CLAMAV_UNSCANNED", "CLAMAV_VIRUS");
    }

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
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
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
        ClamavFilter filter = filter(clamd, "300ms");
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
        ClamavFilter filter = filter(clamd(Map.of("uri", first.uri())), "1s");
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
            await().atMost(Duration.ofSeconds(20)).until(() -> workers.getActiveCount() == WORKERS / 2);
            assertThat(workers.submit(() -> "helo")).succeedsWithin(Duration.ofSeconds(1));
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
    void theSameIsAskedOnceInMinutes() throws IOException {
        ClamavFilter filter = filter(first.uri());

        filter.check(mail("the same"));
        filter.check(mail("the same"));
        assertThat(first.scanned).hasSize(1);

        clock.add(Duration.ofMinutes(5));
        filter.check(mail("the same"));
        assertThat(first.scanned).hasSize(2);
    }

    @Test
    void aKnownVirusNeedsNoQuestion() throws IOException {
        ClamavFilter filter = filter(first.uri());
        filter.check(inBase64(VIRUS));
        int asked = first.scanned.size();

        assertThat(symbols(filter, multipart("application/zip", "base64", base64("X-Clamd: " + VIRUS + "\r\n"))))
                .containsExactly("CLAMAV_VIRUS");
        assertThat(first.scanned).hasSize(asked);
    }

    @Test
    void newSignaturesEndWhatWasKnown() throws IOException {
        var server = new Server(ClamdAddress.parse(first.uri()), settings(Map.of("uri", first.uri())), watchdog, clock);
        String key = "message 0123";
        Deadline until = Deadline.in(Duration.ofSeconds(10));
        server.refresh(until);
        server.known.put(key, Answer.CLEAN);

        server.refresh(until);
        assertThat(server.known.get(key)).isEqualTo(Answer.CLEAN);
        first.version = "ClamAV 1.4.3/27801/Wed Nov 25 08:00:00 2026";
        server.refresh(until);
        assertThat(server.known.get(key)).isNull();
        assertThat(server.state()).contains("27801");
    }

    @Test
    void whatIsKnownIsBounded() {
        var known = new Known(100, Duration.ofMinutes(5), clock);
        for (int i = 0; i < 1000; i++) {
            known.put(String.valueOf(i), Answer.CLEAN);
        }

        assertThat(known.get("899")).isNull();
        assertThat(known.get("900")).isNotNull();
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
    void aSpoolThatCannotBeReadIsNotTheFaultOfClamd() throws IOException {
        Clamd clamd = clamd(Map.of("uri", first.uri()));
        ClamavFilter filter = filter(clamd, "45s");
        filter.check(mail("text"));
        var content = new Content() {
            private int opened;

            @Override
            public long size() {
                return 4;
            }

            @Override
            public InputStream open() throws IOException {
                if (++opened == 4) { // Header, parts, hash; then for clamd.
                    throw new IOException("disk");
                }
                return new BytesContent("late".getBytes(StandardCharsets.US_ASCII)).open();
            }
        };

        assertThatThrownBy(() -> filter.check(mail(content, Deadline.in(Duration.ofSeconds(10)))))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(clamd.answers()).isTrue();
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
            return new Trial(100_000).of(server, Deadline.in(Duration.ofSeconds(10)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ClamavFilter filter(String uri) {
        return filter(clamd(Map.of("uri", uri)), "45s");
    }

    private static ClamavFilter filter(Clamd clamd, String timeout) {
        return new ClamavFilter(
                Binder.bind(ClamavFilter.Options.class, name -> name, Map.of("timeout", timeout)::get),
                Messages.READER,
                clamd);
    }

    private Clamd clamd(Map<String, String> properties) {
        var clamd = new Clamd(settings(properties), watchdog, clock, WORKERS);
        made.add(clamd);
        return clamd;
    }

    private static ClamavSettings settings(Map<String, String> properties) {
        return Binder.bind(ClamavSettings.class, name -> name, properties::get);
    }

    private static Finding only(ClamavFilter filter, Mail mail) throws IOException {
        List<Finding> found = filter.check(mail);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static List<String> symbols(ClamavFilter filter, Mail mail) throws IOException {
        return FilterCase.symbols(filter.check(mail));
    }

    private static Mail inBase64(String signature) {
        return multipart("application/zip", "base64", base64("X-Clamd: " + signature + "\r\n"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Mail multipart(String type, String encoding, String body) {
        return mail(String.join(
                "\r\n",
                Arrays.asList(
                        "Content-Type: multipart/mixed; boundary=b",
                        "",
                        "--b",
                        "",
                        "text",
                        "--b",
                        "Content-Type: " + type,
                        "Content-Transfer-Encoding: " + encoding,
                        "",
                        body,
                        "--b--",
                        "")));
    }

    private static Mail mail(String text) {
        return mail(new BytesContent(text.getBytes(StandardCharsets.ISO_8859_1)), Deadline.in(Duration.ofMinutes(1)));
    }

    private static Mail mail(Content content, Deadline deadline) {
        var client = new Client(InetAddress.getLoopbackAddress(), 25, "", false);
        Mail connected = Mail.connected("id", Instant.EPOCH, client, deadline);
        return connected.received(content, connected.envelope(), deadline);
    }
}
