package org.serai.camel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.serai.delivery.SmtpDelivery;
import org.serai.dns.DnsMetrics;
import org.serai.filter.FilterRunner;
import org.serai.history.Effects;
import org.serai.learn.Label;
import org.serai.learn.Lecture;
import org.serai.learn.Lecture.Channel;
import org.serai.learn.Teacher.Outcome;
import org.serai.learn.Trainer;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.smtp.SmtpServer;
import org.serai.tracing.Collector;

/** Micrometer meters under {@code serai.}; names and tags come from our own tables, never from a message. */
final class Metrics implements FilterRunner.Observer, Effects {

    private record Taught(Channel channel, Label label, Outcome outcome) {}

    private record Decided(Phase phase, Disposition disposition) {}

    private final MeterRegistry registry;
    private final @Nullable ThreadMXBean threads;
    private final Map<String, Timer> checks = new ConcurrentHashMap<>();
    private final Map<String, Timer> cpu = new ConcurrentHashMap<>();
    private final Map<String, Counter> failures = new ConcurrentHashMap<>();
    private final Map<String, Counter> refusals = new ConcurrentHashMap<>();
    private final Map<String, Counter> findings = new ConcurrentHashMap<>();
    private final Map<Taught, Counter> lessons = new ConcurrentHashMap<>();
    private final Map<Decided, Counter> decisions = new ConcurrentHashMap<>();

    /** @param filterCpu the CPU time of filters is counted */
    Metrics(MeterRegistry registry, boolean filterCpu) {
        this.registry = registry;
        this.threads = filterCpu ? ManagementFactory.getThreadMXBean() : null;
    }

    @Override
    public long cpu() {
        return threads == null ? 0 : threads.getCurrentThreadCpuTime();
    }

    @Override
    public void checked(String filter, long nanos, long cpuNanos, boolean failed) {
        if (threads != null) {
            cpu.computeIfAbsent(filter, name -> Timer.builder("serai.filter.cpu")
                            .description("CPU time of a filter's check, its thread's alone")
                            .tag("filter", name)
                            .register(registry))
                    .record(cpuNanos, TimeUnit.NANOSECONDS);
        }
        checks.computeIfAbsent(filter, name -> Timer.builder("serai.filter")
                        .description("Time of a filter's check")
                        .tag("filter", name)
                        .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
        if (failed) {
            failures.computeIfAbsent(filter, name -> Counter.builder("serai.filter.failures")
                            .description("Checks that threw or were late")
                            .tag("filter", name)
                            .register(registry))
                    .increment();
        }
    }

    @Override
    public CompletionStage<Void> apply(Mail mail, Disposition disposition) {
        decisions
                .computeIfAbsent(new Decided(mail.phase(), disposition), this::decision)
                .increment();
        if (mail.phase() == Phase.DATA) {
            for (Finding finding : mail.findings()) {
                findings.computeIfAbsent(finding.symbol(), this::finding).increment();
            }
        } else if (disposition.refuses()) {
            mail.findings().stream()
                    .filter(finding ->
                            finding.decides() != null && finding.decides().refuses())
                    .map(Finding::symbol)
                    .distinct()
                    .forEach(symbol ->
                            refusals.computeIfAbsent(symbol, this::refusal).increment());
        }
        return DONE;
    }

    private Counter decision(Decided decided) {
        return Counter.builder("serai.decisions")
                .description("Phases decided")
                .tag("phase", decided.phase().id())
                .tag("disposition", decided.disposition().name())
                .register(registry);
    }

    private Counter refusal(String symbol) {
        return Counter.builder("serai.refusals")
                .description(
                        "Findings by which clients, senders and recipients were refused or deferred before their content")
                .tag("symbol", symbol)
                .register(registry);
    }

    private Counter finding(String symbol) {
        return Counter.builder("serai.findings")
                .description("Findings of messages whose content was judged")
                .tag("symbol", symbol)
                .register(registry);
    }

    private <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).description(description).register(registry);
    }

    private <T> void counter(String name, String description, T source, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, source, value).description(description).register(registry);
    }

    void watch(String listener, SmtpServer server) {
        var metrics = server.metrics();
        Gauge.builder("serai.smtp.connections", metrics, m -> m.connections())
                .description("Connections open now")
                .tag("listener", listener)
                .register(registry);
        counter("serai.smtp.accepted", "Connections let in", listener, metrics, m -> m.accepted());
        counter("serai.smtp.refused", "Connections refused at the limits", listener, metrics, m -> m.refused());
        counter("serai.smtp.messages", "Messages that got a 250", listener, metrics, m -> m.messages());
        counter("serai.smtp.octets", "Octets of these", listener, metrics, m -> m.octets());
        counter("serai.smtp.timeouts", "Sessions of idle or slow clients", listener, metrics, m -> m.timeouts());
        counter(
                "serai.smtp.other-protocols",
                "Clients that spoke TLS, HTTP or SSH instead of SMTP",
                listener,
                metrics,
                m -> m.otherProtocols());
        counter("serai.smtp.tls", "TLS handshakes", listener, metrics, m -> m.tls());
    }

    private <T> void counter(String name, String description, String listener, T source, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, source, value)
                .description(description)
                .tag("listener", listener)
                .register(registry);
    }

    /** A message was learned, or was not. */
    void taught(Lecture lecture, Outcome outcome) {
        lessons.computeIfAbsent(new Taught(lecture.channel(), lecture.label(), outcome), this::lesson)
                .increment();
    }

    private Counter lesson(Taught taught) {
        return Counter.builder("serai.learn.messages")
                .description("Messages that classifiers were told to learn or to forget")
                .tag("channel", taught.channel().name())
                .tag("label", taught.label().name())
                .tag("outcome", taught.outcome().name())
                .register(registry);
    }

    void watch(Generations policy) {
        gauge(
                "serai.policy.generation",
                "Policies taken since the start, the first included",
                policy,
                generations -> generations.current().number());
        Gauge.builder(
                        "serai.policy.taken.time",
                        policy,
                        generations -> generations.taken().toEpochMilli() / 1000.0)
                .description("When the policy in force was taken, seconds since 1970")
                .baseUnit("seconds")
                .register(registry);
        counter(
                "serai.policy.refused",
                "Edits of the policy that were refused, one at the start included",
                policy,
                Generations::refused);
        gauge(
                "serai.policy.outdated",
                "1 while the files of the policy as they stand are refused, else 0",
                policy,
                generations -> generations.refusal() == null ? 0 : 1);
        gauge(
                "serai.policy.last.good",
                "1 while the policy in force is the one that was kept, since the files were refused at the start, else 0",
                policy,
                generations -> generations.lastGood() ? 1 : 0);
    }

    void watch(Trainer trainer) {
        gauge("serai.learn.waiting", "Messages that wait to be learned", trainer, Trainer::waiting);
        counter(
                "serai.learn.refused",
                "Messages that were not learned since learn.queue were waiting",
                trainer,
                Trainer::refused);
    }

    void watch(Custody custody) {
        Gauge.builder("serai.journal.behind", custody, Custody::behind)
                .description("Octets of the journal whose events have not gone to audit.uri yet")
                .baseUnit("bytes")
                .register(registry);
        gauge("serai.journal.late", "Events that could not be written into the journal yet", custody, Custody::late);
        counter("serai.journal.lines", "Lines written into the journal", custody, Custody::lines);
        counter(
                "serai.journal.groups",
                "Times that the disk was waited for, for all lines that waited",
                custody,
                Custody::groups);
    }

    void watch(Collector collector) {
        counter("serai.tracing.spans", "Spans that were to be sent to tracing.uri", collector, Collector::spans);
        counter("serai.tracing.sent", "Spans that the collector has taken", collector, Collector::sent);
        counter(
                "serai.tracing.lost",
                "Spans that the collector has not taken; what else is missing waits or was dropped",
                collector,
                Collector::lost);
    }

    void watch(WorkerPool workers) {
        gauge("serai.workers.active", "Workers that run a phase", workers, WorkerPool::active);
        gauge("serai.workers.queued", "Phases that wait for a worker", workers, WorkerPool::queued);
        counter(
                "serai.workers.rejected",
                "Phases turned away with 451 4.3.2 because all workers were busy",
                workers,
                WorkerPool::rejected);
    }

    void watch(DnsMetrics dns) {
        dns("lookups", "DNS look-ups that filters asked for", dns, DnsMetrics::lookups);
        dns("cached", "DNS look-ups answered from the cache", dns, DnsMetrics::cached);
        dns("shared", "DNS look-ups joined to one under way", dns, DnsMetrics::shared);
        dns("failed", "DNS look-ups that ended in SERVFAIL or the like", dns, DnsMetrics::failed);
        dns("timeouts", "DNS look-ups without an answer in dns.timeout", dns, DnsMetrics::timedOut);
        dns("ignored", "Datagrams that were no answer to our question: forged, or late", dns, DnsMetrics::ignored);
        FunctionTimer.builder("serai.dns.time", dns, DnsMetrics::resolved, DnsMetrics::nanos, TimeUnit.NANOSECONDS)
                .description("Time of DNS look-ups that servers were asked for")
                .register(registry);
    }

    private void dns(String name, String description, DnsMetrics source, ToLongFunction<DnsMetrics> value) {
        counter("serai.dns." + name, description, source, value::applyAsLong);
    }

    void watch(SmtpDelivery delivery) {
        for (var backend : delivery.health()) {
            Gauge.builder("serai.backend.up", () -> up(delivery, backend.backend()))
                    .description("1 when the last attempt to connect to the backend succeeded, else 0")
                    .tag("backend", backend.backend())
                    .register(registry);
        }
        gauge(
                "serai.backend.connections",
                "Connections to the backends, open or being opened",
                delivery,
                SmtpDelivery::connections);
        gauge(
                "serai.backend.waiting",
                "Mails that wait for a connection to the backend",
                delivery,
                SmtpDelivery::waiting);
        var metrics = delivery.metrics();
        backend("accepted", "Messages that the backend took", metrics.accepted());
        backend("deferred", "Messages not taken for now", metrics.deferred());
        backend("refused", "Messages that the backend refused", metrics.refused());
        backend("alerts", "Replies and failures that an operator must look at", metrics.alerts());
        backend("opened", "Connections opened", metrics.opened());
    }

    void watch(QuarantineHome quarantine, DeadLetterHome letters) {
        if (letters.topic() != null) {
            watchDeadLetters(letters.topic());
        }
        gauge(
                "serai.quarantine.topic.up",
                "1 while messages for quarantine go where quarantine.uri says, else 0",
                quarantine,
                home -> home.open() ? 1 : 0);
        gauge(
                "serai.quarantine.outbox",
                "Messages on disk that wait for the topic of quarantine",
                quarantine,
                QuarantineHome::waiting);
        Gauge.builder("serai.quarantine.outbox.age", quarantine, home -> home.age()
                        .toSeconds())
                .description("Seconds for which the first of them has waited")
                .baseUnit("seconds")
                .register(registry);
        counter(
                "serai.quarantine.aside",
                "Messages that went to disk since the topic did not confirm them",
                quarantine,
                QuarantineHome::aside);
    }

    private void watchDeadLetters(TopicHome topic) {
        gauge(
                "serai.dead.letter.topic.up",
                "1 while dead letters go to the topic of dead-letter.uri, else 0",
                topic,
                home -> home.open() ? 1 : 0);
        gauge("serai.dead.letter.outbox", "Dead letters on disk that wait for their topic", topic, TopicHome::messages);
    }

    private static int up(SmtpDelivery delivery, String backend) {
        return delivery.health().stream().anyMatch(one -> one.backend().equals(backend) && one.reachable()) ? 1 : 0;
    }

    private void backend(String name, String description, LongAdder source) {
        counter("serai.backend." + name, description, source, LongAdder::sum);
    }
}
