package org.serai.camel;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.Mails;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.smtp.Policy.Decision;
import org.serai.tracing.MailTraces;

/** What a trace tells of a mail, by the real routes. */
class TracingRouteTest {

    private static final String SYMBOL = "HELO_BARE_IP";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

    @TempDir
    Path home;

    private @Nullable SdkTracerProvider provider;
    private @Nullable MailTraces traces;

    private TestPolicy policy(Sampler sampler, boolean addresses) throws Exception {
        provider = SdkTracerProvider.builder()
                .setSampler(sampler)
                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                .build();
        traces = new MailTraces(provider, addresses);
        return new TestPolicy(home, Map.of(), new Insight(traces, false, false));
    }

    private TestPolicy policy(boolean addresses) throws Exception {
        return policy(Sampler.alwaysOn(), addresses);
    }

    @AfterEach
    void close() {
        if (provider != null) {
            provider.close();
        }
    }

    /** A whole session, up to the verdict event. */
    private static void session(TestPolicy policy) {
        for (Phase phase : Phase.values()) {
            Decision decision = policy.decide(Mails.at(phase));
            if (phase == Phase.DATA) {
                assertThat(decision.reply().code()).isEqualTo(250);
                policy.ended(decision);
            }
        }
        policy.left(Mails.at(Phase.CONNECT));
    }

    private List<SpanData> spans() {
        return exporter.getFinishedSpanItems();
    }

    private SpanData span(String name) {
        return spans().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private SpanData parent(SpanData of) {
        Map<String, SpanData> byId = spans().stream().collect(toMap(SpanData::getSpanId, Function.identity()));
        return requireNonNull(byId.get(of.getParentSpanId()));
    }

    private static @Nullable String attribute(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }

    @Test
    void oneTraceFromConnectToDelivery() throws Exception {
        try (TestPolicy policy = policy(false)) {
            session(policy);
        }

        assertThat(spans())
                .extracting(SpanData::getTraceId)
                .containsOnly(span("mail").getTraceId());
        assertThat(spans()).extracting(SpanData::getSpanId).doesNotHaveDuplicates();
        SpanData whole = span("mail");
        assertThat(whole.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(whole.getParentSpanContext().isValid()).isFalse();
        assertThat(attribute(whole, "serai.mail.id")).isEqualTo(Mails.ID);
        assertThat(attribute(whole, "serai.listener")).isEqualTo("smtp");
        assertThat(attribute(whole, "network.protocol.name")).isEqualTo("smtp");
        assertThat(attribute(whole, "serai.disposition")).isEqualTo("ACCEPT");
        assertThat(whole.getAttributes().get(AttributeKey.longKey("serai.reply.code")))
                .isEqualTo(250);
        for (String phase : List.of("connect", "helo", "mail-from", "rcpt-to", "data", "audit")) {
            assertThat(parent(span(phase))).isEqualTo(whole);
            assertThat(attribute(span(phase), "serai.mail.id")).isEqualTo(Mails.ID);
        }
        assertThat(span("data").getEvents()).extracting("name").containsExactly("taken");

        SpanData backend = span("DATA");
        assertThat(backend.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(attribute(backend, "server.address")).isEqualTo("backend.example");
        assertThat(backend.getAttributes().get(AttributeKey.longKey("server.port")))
                .isEqualTo(25);
        assertThat(parent(backend).getName()).isEqualTo("deliver-send");
        assertThat(parent(parent(backend)).getName()).isEqualTo("verdict-deliver");
        assertThat(parent(parent(parent(backend))).getName()).isEqualTo("data-verdict");
        assertThat(parent(parent(parent(parent(backend)))).getName()).isEqualTo("data");
        assertThat(parent(span("RCPT")).getName()).isEqualTo("recipient-ask");
        assertThat(requireNonNull(traces).open()).isZero();
    }

    @Test
    void aStepTellsItsRouteItsPlaceAndWhatItFound() throws Exception {
        try (TestPolicy policy = policy(false)) {
            Mail mail = Mails.at(Phase.HELO);
            policy.decide(mail.at(Phase.HELO, mail.envelope().greeted("192.0.2.1", true), Mails.soon()));
            policy.left(mail);
        }

        SpanData step = span("helo-helo");
        assertThat(step.getAttributes().get(AttributeKey.stringArrayKey("serai.symbols")))
                .contains(SYMBOL);
        assertThat(attribute(step, "serai.route")).isEqualTo("helo");
        assertThat(attribute(step, "code.file.path")).endsWith("helo.camel.yaml");
        assertThat(step.getAttributes().get(AttributeKey.longKey("code.line.number")))
                .isGreaterThan(1);
        assertThat(span("helo-lists").getAttributes().get(AttributeKey.stringArrayKey("serai.symbols")))
                .isNull();
    }

    @Test
    void addressesAreNotToldUnlessWanted() throws Exception {
        try (TestPolicy policy = policy(false)) {
            session(policy);
        }

        assertThat(spans()).isNotEmpty();
        assertThat(spans().toString()).doesNotContain("sender.example", "example.org", "192.0.2.1", "Hello");
    }

    @Test
    void addressesAreToldWhereWanted() throws Exception {
        try (TestPolicy policy = policy(true)) {
            session(policy);
        }

        assertThat(attribute(span("mail"), "client.address")).isEqualTo("192.0.2.1");
        assertThat(attribute(span("mail"), "serai.mail_from")).isEqualTo("a@sender.example");
        assertThat(span("rcpt-to").getAttributes().get(AttributeKey.stringArrayKey("serai.rcpt_to")))
                .containsExactly("b@example.org");
        assertThat(spans().toString()).doesNotContain("Hello");
    }

    @Test
    void aStepThatFailsTellsTheClassAndNotTheMessage() throws Exception {
        try (TestPolicy policy = policy(false)) {
            policy.edit(
                    policy.route("helo"),
                    "uri: serai:helo\n",
                    "uri: serai:helo\n        - to: { id: broken, uri: serai:effects }\n");
            policy.generations.reload();
            assertThat(policy.generations.refusal()).isNull();

            assertThat(policy.decide(Mails.at(Phase.HELO)).reply().code()).isEqualTo(451);
        }

        SpanData step = span("broken");
        assertThat(step.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(step.getStatus().getDescription()).isEmpty();
        assertThat(attribute(step, "error.type")).isEqualTo(IllegalStateException.class.getName());
        assertThat(step.getEvents()).isEmpty();
    }

    @Test
    void whatTheBackendRefusesIsAnErrorOfItsSpan() throws Exception {
        try (TestPolicy policy = policy(false)) {
            policy.backend = Reply.of(554, "5.6.0", "No");
            policy.ended(policy.decide(Mails.at(Phase.DATA)));
            await().until(() -> !policy.trail.isEmpty());
        }

        SpanData backend = span("DATA");
        assertThat(backend.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attribute(backend, "error.type")).isEqualTo("554");
        assertThat(attribute(span("data"), "serai.reply.status")).isEqualTo("5.6.0");
        assertThat(span("data").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void whoFindsAllWorkersBusyHasASpanAsWell() throws Exception {
        var until = new CountDownLatch(1);
        try (TestPolicy policy = policy(false)) {
            policy.fill(until);

            assertThat(policy.decide(Mails.at(Phase.CONNECT)).reply().status()).isEqualTo("4.3.2");
            until.countDown();
        }

        assertThat(attribute(span("connect"), "serai.reply.status")).isEqualTo("4.3.2");
        assertThat(span("connect").getEvents()).isEmpty();
    }

    @Test
    void aMailThatIsNotChosenHasNoSpan() throws Exception {
        try (TestPolicy policy = policy(Sampler.parentBased(Sampler.traceIdRatioBased(0)), false)) {
            session(policy);
        }

        assertThat(spans()).isEmpty();
        assertThat(requireNonNull(traces).open()).isZero();
    }
}
