package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.Mails;
import org.serai.ManualClock;
import org.serai.admin.Problem.Refusal;
import org.serai.admin.ReleaseOrder;
import org.serai.admin.ReleaseResult;
import org.serai.custody.Place;
import org.serai.custody.Quarantine;
import org.serai.custody.QuarantineEntry;
import org.serai.custody.QuarantineEntry.State;
import org.serai.custody.Stored;
import org.serai.identity.dkim.KeyPairs;
import org.serai.learn.Label;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Path;
import org.serai.mail.Reply;
import org.serai.store.MemoryTables;
import org.serai.tracing.MailTraces;
import org.serai.verdict.VerdictEvent;

/** Who lets a message out, to whom, and how often, by the real routes. */
class ReleaseRouteTest extends PolicyFixture {

    private static final String PROGRAM = "From: a@sender.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: application/octet-stream; name=x.exe\r\n\r\nMZ\r\n";

    private final ManualClock clock = new ManualClock();
    private final Map<String, Stored> stored = new HashMap<>();
    private final Quarantine index =
            new Quarantine(100, Duration.ofDays(30), new MemoryTables(Clock.systemUTC()), (id, entry) -> {
                Stored found = stored.get(id);
                if (found == null) {
                    throw new IOException(id + " is elsewhere");
                }
                return found;
            });
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<String> ended = new ArrayList<>();
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build();

    private Releases releases;

    @BeforeEach
    void desk() {
        var routes = new ReleaseRoutes(policy.generations, ended::add, new MailTraces(provider, false));
        routes.started(camel);
        releases = new Releases(index, "mx1", routes, false, Duration.ofMinutes(1), clock, ticks);
    }

    @AfterEach
    void close() {
        ticks.shutdownNow();
    }

    private String keep(Mail mail) throws IOException {
        String json = new VerdictEvent(clock).line(mail, Disposition.QUARANTINE, "");
        stored.put(mail.id(), new Stored(mail.id(), mail.content(), json));
        List<String> recipients =
                mail.envelope().rcptTo().stream().map(Path::text).toList();
        index.put(
                mail.id(),
                new QuarantineEntry(
                        clock.instant(),
                        "a@sender.example",
                        recipients,
                        recipients.size(),
                        "",
                        mail.content().size(),
                        mail.content().sha256().hex(),
                        9,
                        List.of(),
                        "192.0.2.1",
                        State.KEPT,
                        "mx1",
                        Place.FILES,
                        ""));
        return mail.id();
    }

    private String keep(String message, String... recipients) throws IOException {
        return keep(Mails.at(Mails.connected(Mails.client("192.0.2.1", false)), message, recipients));
    }

    private ReleaseResult release(String id, boolean administrator, @Nullable Boolean train, String... recipients)
            throws Refusal {
        return releases.release(new ReleaseOrder(id, List.of(recipients), "anna", administrator, train));
    }

    private List<String> release(String id, String... recipients) throws Refusal {
        return outcomes(release(id, false, null, recipients));
    }

    private static List<String> outcomes(ReleaseResult result) {
        return result.recipients().stream()
                .map(each -> each.address() + " " + each.outcome())
                .toList();
    }

    private QuarantineEntry entry(String id) {
        return index.find(id).toCompletableFuture().join().orElseThrow();
    }

    @Test
    void aReleaseIsOneTrace() throws Exception {
        String id = keep(Mails.MESSAGE, "b@example.org");

        release(id);

        List<SpanData> all = spans.getFinishedSpanItems();
        SpanData whole = all.get(all.size() - 1);
        assertThat(all).extracting(SpanData::getName).containsExactly("release", "release-deliver", "audit", "release");
        assertThat(all.subList(0, 3)).extracting(SpanData::getParentSpanId).containsOnly(whole.getSpanId());
        assertThat(whole.getAttributes().get(AttributeKey.stringKey("serai.mail.id")))
                .isEqualTo(id);
        assertThat(Span.current().getSpanContext().isValid())
                .as("nothing is left current in the thread")
                .isFalse();
    }

    @Test
    void theBackendGetsTheMessageWithOneFieldInFront() throws Exception {
        String id = keep(Mails.MESSAGE, "b@example.org");

        assertThat(release(id)).containsExactly("b@example.org RELEASED");

        assertThat(policy.delivered).singleElement().satisfies(mail -> {
            assertThat(mail.id()).isNotEqualTo(id);
            assertThat(mail.edits().removed()).isEmpty();
            assertThat(mail.edits().prepended()).singleElement().asString().startsWith("X-Serai-Released: " + id);
            assertThat(mail.envelope().mailFrom()).hasToString("<a@sender.example>");
            assertThat(mail.envelope().parameters().quiet()).isTrue();
            assertThat(ended).containsExactly(mail.id());
        });
        assertThat(policy.trail)
                .singleElement()
                .asString()
                .contains("\"phase\":\"release\"", "\"original\":\"" + id + "\"", "\"disposition\":\"ACCEPT\"");
        assertThat(entry(id).state()).isEqualTo(State.RELEASED);
        assertThat(entry(id).holder()).isEmpty();
        assertThat(policy.applied).isEmpty();
        assertThat(policy.lectures).isEmpty();
    }

    @Test
    void eachRecipientGetsItOnce() throws Exception {
        String id = keep(Mails.MESSAGE, "b@example.org", "c@example.org", "b@example.org");

        assertThat(release(id, "B@example.org")).containsExactly("b@example.org RELEASED");
        assertThat(entry(id).state()).isEqualTo(State.PART_RELEASED);
        assertThat(release(id)).containsExactly("b@example.org ALREADY_RELEASED", "c@example.org RELEASED");
        assertThat(release(id)).allMatch(each -> each.endsWith("ALREADY_RELEASED"));

        assertThat(policy.delivered)
                .extracting(mail -> mail.envelope().rcptTo().toString())
                .containsExactly("[<b@example.org>]", "[<c@example.org>]");
    }

    @Test
    void nobodyElseGetsIt() throws Exception {
        String id = keep(Mails.MESSAGE, "b@example.org");

        assertThatThrownBy(() -> release(id, "b@example.org", "d@example.org"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("d@example.org is no recipient");
        assertThatThrownBy(() -> release("../" + id)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> release("01jdmb0000000001")).isInstanceOf(Refusal.class);
        assertThat(policy.recipients).isEmpty();
        assertThat(entry(id).holder()).isEmpty();
    }

    @Test
    void aProgramIsLetOutByAnAdministratorAlone() throws Exception {
        String id = keep(PROGRAM, "b@example.org");

        assertThatThrownBy(() -> release(id))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Only an administrator may release this: ATTACHMENT_EXECUTABLE");
        assertThat(policy.recipients).isEmpty();
        assertThat(policy.trail).singleElement().asString().contains("\"disposition\":\"REJECT\"");

        assertThat(outcomes(release(id, true, null))).containsExactly("b@example.org RELEASED");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"boss@example.org\" <x@bad.example>', hello, PHISHING_DISPLAY_LOCAL",
        "a@sender.example, '<a href=\"http://evil.example/\">https://bank.example/</a>', PHISHING_LINK"
    })
    void phishingIsLetOutByAnAdministratorAlone(String from, String text, String symbol) throws Exception {
        String id = keep(
                "From: " + from + "\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + text
                        + "\r\n",
                "b@example.org");

        assertThatThrownBy(() -> release(id))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Only an administrator may release this: ")
                .hasMessageContaining(symbol);
        assertThat(policy.recipients).isEmpty();

        assertThat(outcomes(release(id, true, null))).containsExactly("b@example.org RELEASED");
    }

    @Test
    void whatTheBackendRefusesStays() throws Exception {
        String id = keep(Mails.MESSAGE, "b@example.org", "c@example.org");

        policy.backend = Reply.of(450, "4.2.0", "Later");
        assertThat(release(id)).containsExactly("b@example.org REFUSED", "c@example.org REFUSED");
        assertThat(entry(id).state()).isEqualTo(State.KEPT);
        assertThat(policy.delivered).isEmpty();

        policy.answers = path -> path.text().startsWith("c") ? Reply.of(550, "5.1.1", "Who?") : policy.backend;
        policy.backend = Reply.of(250, "2.0.0", "Ok");
        ReleaseResult result = release(id, false, null);
        assertThat(outcomes(result)).containsExactly("b@example.org RELEASED", "c@example.org REFUSED");
        assertThat(result.recipients().get(1).reply()).isEqualTo("550 5.1.1 Who?");
        assertThat(entry(id).state()).isEqualTo(State.PART_RELEASED);
    }

    @Test
    void whoNeedsATransactionOfHisOwnGetsOne() throws Exception {
        String id = keep(Mails.MESSAGE, "b@example.org", "c@example.org", "d@example.org");
        policy.answers = path -> {
            Mail asked = policy.recipients.get(policy.recipients.size() - 1);
            return asked.envelope().rcptTo().isEmpty() ? policy.backend : Reply.of(452, "4.5.3", "Another");
        };

        assertThat(release(id)).allMatch(each -> each.endsWith(" RELEASED")).hasSize(3);

        assertThat(policy.delivered).hasSize(3).extracting(Mail::id).doesNotHaveDuplicates();
        assertThat(entry(id).state()).isEqualTo(State.RELEASED);
    }

    @Test
    void ofTwoAtOnceOneDelivers() throws Exception {
        String id = keep(Mails.MESSAGE, "b@example.org");
        var asked = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        policy.answers = path -> {
            asked.countDown();
            await(go);
            return policy.backend;
        };
        var first = CompletableFuture.supplyAsync(() -> {
            try {
                return release(id);
            } catch (Refusal e) {
                throw new AssertionError(e);
            }
        });
        await(asked);

        assertThatThrownBy(() -> release(id)).isInstanceOf(Refusal.class).hasMessageContaining("worked on by mx1");
        go.countDown();

        assertThat(first).succeedsWithin(Duration.ofSeconds(20)).asString().contains("RELEASED");
        assertThat(policy.delivered).hasSize(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoHasBeenSilentForLongIsReplacedAndDeliversNoMore() throws Exception {
        String id = keep(Mails.MESSAGE, "b@example.org");
        Instant now = clock.instant();
        index.hold(id, "mx2 x", now.minus(Quarantine.LEASE));

        assertThat(release(id)).containsExactly("b@example.org RELEASED");
        assertThat(index.renew(id, "mx2 x", now)
                        .toCompletableFuture()
                        .join()
                        .orElseThrow()
                        .holder())
                .isNotEqualTo("mx2 x");
    }

    @Test
    void itIsLearnedWhenTheOrderSaysSo() throws Exception {
        String id = keep(Mails.MESSAGE, "b@example.org");

        release(id, false, true);

        assertThat(policy.lectures).singleElement().satisfies(lecture -> {
            assertThat(lecture.label()).isEqualTo(Label.HAM);
            assertThat(lecture.by()).isEqualTo("anna");
        });
    }

    @Test
    void mailOfOurOwnUsersIsSignedAndMarksOfStrangersGo() throws Exception {
        new KeyPairs(home.resolve("config/dkim")).ed25519("e", "sender.example");
        policy.generations.reload();
        String marked = "X-Spam-Flag: NO\r\n" + Mails.MESSAGE;

        release(keep(Mails.at(Mails.connected(Mails.client("192.0.2.1", true)), marked, "b@elsewhere.example")));
        Mail strangers = Mails.at(Mails.connected(Mails.client("192.0.2.1", false)), marked, "b@example.org");
        release(keep(strangers.renamed("01jdmb0000000001", clock.instant())));

        assertThat(policy.delivered).hasSize(2);
        assertThat(policy.delivered.get(0).edits().prepended())
                .extracting(field -> field.substring(0, field.indexOf(':')))
                .containsExactly("X-Serai-Released", "DKIM-Signature");
        assertThat(policy.delivered.get(0).edits().removed()).isEmpty();
        assertThat(policy.delivered.get(1).edits().prepended()).hasSize(1);
        assertThat(policy.delivered.get(1).edits().removed()).hasSize(1);
    }

    @Test
    void aRouteThatFailsLetsNothingOut() throws Exception {
        policy.edit(policy.route("release"), "uri: serai:clamav", "uri: serai:release-learn");
        policy.generations.reload();
        policy.teacher = lecture -> {
            throw new IllegalStateException("broken");
        };
        String id = keep(Mails.MESSAGE, "b@example.org");

        assertThatThrownBy(() -> release(id, false, true))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("route release failed");
        assertThat(policy.recipients).isEmpty();
        assertThat(policy.copies).isEmpty();
        assertThat(entry(id).holder()).isEmpty();
    }
}
