package org.serai.camel;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.serai.Mails;
import org.serai.config.Settings;
import org.serai.custody.EventLog;
import org.serai.custody.MessageStore;
import org.serai.delivery.BackendAddress;
import org.serai.delivery.Delivery;
import org.serai.delivery.Intents;
import org.serai.directory.Ldap;
import org.serai.directory.LdapSettings;
import org.serai.dns.BudgetedDns;
import org.serai.dns.DnsSettings;
import org.serai.dns.Zone;
import org.serai.filter.DnsLists;
import org.serai.filter.Watchdog;
import org.serai.filter.clamav.ClamavSettings;
import org.serai.filter.clamav.Clamd;
import org.serai.history.Effects;
import org.serai.history.Traffic;
import org.serai.learn.Lecture;
import org.serai.learn.Teacher;
import org.serai.mail.Content;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mail.Phase;
import org.serai.mail.Reply;
import org.serai.smtp.Policy.Decision;
import org.serai.smtp.Policy.Ending;
import org.serai.store.MemoryTables;
import org.serai.store.Tally;

/**
 * The routes, scores and lists of the repository, copied into a directory where a test may edit them, with actions that
 * only record. Mail is asked about as the door asks.
 */
final class TestPolicy implements AutoCloseable {

    /** A message in the quarantine. */
    record Kept(String id, String content, String json) {}

    /** What was applied when a phase was decided. */
    record Applied(Phase phase, Disposition disposition) {}

    /** As routes/listeners/smtp.camel.yaml has it. */
    private static final PolicyStep.Options AS_THE_INTERNETS_DOOR = new PolicyStep.Options("", "outbound");

    /** Answers who asks for his digest. */
    volatile DigestRequests digests = DigestRequests.NONE;

    final Path home;
    final List<Mail> delivered = new CopyOnWriteArrayList<>();
    /** Those at the end of which, or without whose client, nothing more goes to the backend. */
    final List<Mail> gone = new CopyOnWriteArrayList<>();

    final List<Mail> recipients = new CopyOnWriteArrayList<>();
    final List<Mail> callouts = new CopyOnWriteArrayList<>();
    final List<Delivery.Target> targets = new CopyOnWriteArrayList<>();
    final List<Kept> withdrawn = new CopyOnWriteArrayList<>();
    final List<Kept> kept = new CopyOnWriteArrayList<>();
    final List<String> trail = new CopyOnWriteArrayList<>();
    final List<Lecture> lectures = new CopyOnWriteArrayList<>();
    private static final Clock CLOCK = Clock.fixed(Mails.NOW, ZoneOffset.UTC);

    final MemoryTables tables = new MemoryTables(CLOCK);
    /** What counts in memory until it is flushed. */
    final List<Tally<?>> tallies = new CopyOnWriteArrayList<>();

    final Traffic traffic;
    final List<Applied> applied = new CopyOnWriteArrayList<>();
    /** All that the DNS knows. */
    final Zone zone = Mails.zone();

    final Generations generations;
    final PolicyLoader loader;
    final RouteSources sources;

    volatile Reply backend = Reply.of(250, "2.0.0", "Ok: taken");
    /** What it says of a recipient. */
    volatile Function<org.serai.mail.Path, Reply> answers = path -> backend;
    /** Notes what it is given, and says that it has learned it. */
    volatile Teacher teacher = lecture -> {
        lectures.add(lecture);
        return Teacher.NOBODY.offer(lecture);
    };

    /** Fingerprints of what would change nothing. */
    final Set<String> known = ConcurrentHashMap.newKeySet();

    volatile MessageStore quarantine = this::keep;
    final List<Kept> copies = new CopyOnWriteArrayList<>();
    volatile MessageStore deadLetters = (id, content, json) -> keep(copies, id, content, json);

    volatile Intents intents = Intents.UNRECORDED;
    volatile EventLog journal = (id, line) -> {
        trail.add(line);
        return CompletableFuture.completedFuture(null);
    };

    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
    private final WorkerPool workers = new WorkerPool(4, 100, ticks);
    private final Watchdog watchdog = new Watchdog();
    private final DefaultCamelContext listener = new DefaultCamelContext();
    private final CamelPolicy policy;

    TestPolicy(Path home) throws Exception {
        this(home, Map.of());
    }

    /** With properties besides {@code local.domains=example.org}. */
    TestPolicy(Path home, Map<String, String> properties) throws Exception {
        this(home, properties, Insight.NONE);
    }

    /** Looked into. */
    TestPolicy(Path home, Map<String, String> properties, Insight insight) throws Exception {
        this.home = home;
        copy(Path.of("../routes"), home.resolve("routes"));
        copy(Path.of("../config"), home.resolve("config"));
        var system = new Properties();
        system.setProperty("local.domains", "example.org");
        system.setProperty("smtp.hostname", "mx.example.org");
        // To a test all are new.
        system.setProperty("filter.greylist.mode", "off");
        system.putAll(properties);
        Settings settings = Settings.load(Sections.all(), home.resolve("none"), Map.of(), system);
        sources = PolicyLoader.sources(home, settings);
        traffic = StoredState.traffic(settings, tables, CLOCK);
        var effects = new ArrayList<Effects>(StoredState.effects(settings, tables, traffic, CLOCK, tallies::add));
        effects.add((mail, disposition) -> {
            applied.add(new Applied(mail.phase(), disposition));
            return Effects.DONE;
        });
        loader = new PolicyLoader(
                settings,
                "mx.example.org",
                new BudgetedDns(zone, settings.bind("dns.", DnsSettings.class)),
                new DnsLists(Clock.systemUTC()),
                new Clamd(settings.bind("clamav.", ClamavSettings.class), watchdog, Clock.systemUTC(), 32),
                new Ldap(settings.bind("ldap.", LdapSettings.class), home, Runnable::run),
                DataDirectory.learned(settings, home),
                tables,
                traffic,
                CLOCK,
                new Steps.Actions(
                        new TracedDelivery(
                                new Backend(), id -> BackendAddress.parse("smtp://backend.example"), insight.traces()),
                        mail -> intents.record(mail),
                        (id, content, json) -> quarantine.hold(id, content, json),
                        new DeadLetters(
                                (id, content, json) -> deadLetters.hold(id, content, json),
                                StoredState.failures(settings, tables, CLOCK),
                                new DeadLetters.HourlyLimit(
                                        settings.bind("dead-letter.", PolicySettings.DeadLetter.class)
                                                .copies(),
                                        CLOCK)),
                        (id, line) -> journal.event(id, line),
                        Effects.of(effects),
                        Lessons.of(settings, new Taught(), CLOCK),
                        (user, request) -> digests.ask(user, request)),
                new Steps.Running(
                        workers.continuations(), watchdog, (name, nanos, cpu, failed) -> {}, name -> true, insight));
        generations = new Generations(StartPolicy.of(sources), loader, CLOCK);
        listener.start();
        var consumer = (NettyConsumer)
                listener.getEndpoint("netty:tcp://127.0.0.1:1").createConsumer(new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        return new PolicyStep(generations, AS_THE_INTERNETS_DOOR).take(exchange, callback);
                    }
                });
        policy = new CamelPolicy(consumer, workers, gone::add, true, insight.traces(), "smtp");
    }

    /** The teacher of the moment. */
    private final class Taught implements Teacher {
        @Override
        public @Nullable CompletableFuture<Outcome> offer(Lecture lecture) {
            return teacher.offer(lecture);
        }

        @Override
        public boolean wouldChange(Lecture lecture) {
            return !known.contains(lecture.sample().fingerprint());
        }
    }

    private final class Backend implements Delivery {
        @Override
        public CompletionStage<Reply> recipient(Mail mail, Target target) {
            recipients.add(mail);
            targets.add(target);
            return CompletableFuture.completedFuture(
                    answers.apply(Objects.requireNonNull(mail.envelope().recipient())));
        }

        @Override
        public CompletionStage<Reply> verify(Mail mail) {
            callouts.add(mail);
            return CompletableFuture.completedFuture(backend);
        }

        @Override
        public CompletionStage<Reply> deliver(Mail mail) {
            delivered.add(mail);
            return CompletableFuture.supplyAsync(() -> backend);
        }
    }

    private MessageStore.Held keep(String id, Content content, String json) throws IOException {
        return keep(kept, id, content, json);
    }

    private MessageStore.Held keep(List<Kept> where, String id, Content content, String json) throws IOException {
        try (var in = content.open()) {
            var message = new Kept(id, new String(in.readAllBytes(), StandardCharsets.UTF_8), json);
            return new MessageStore.Held() {
                @Override
                public void confirm() {
                    where.add(message);
                }

                @Override
                public void withdraw() {
                    withdrawn.add(message);
                }
            };
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** What is wrong with the routes as they stand. */
    List<Problem> check() {
        return loader.check(sources);
    }

    CompletableFuture<Decision> ask(Mail mail) {
        var decided = new CompletableFuture<Decision>();
        policy.decide(mail, decided::complete);
        return decided;
    }

    Decision decide(Mail mail) {
        try {
            return ask(mail).get(20, SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no decision", e);
        }
    }

    /** Makes all workers wait, and as many phases as may wait for one. */
    void fill(CountDownLatch until) {
        boolean room = true;
        while (room) {
            room = workers.offer(() -> {
                try {
                    until.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    /** What one route decides, whatever the phase. */
    Disposition inRoute(String entry, Mail mail) throws Exception {
        var exchange = new DefaultExchange(listener);
        PolicyExchange.start(exchange, mail, mail.phase().id());
        var done = new CompletableFuture<Boolean>();
        generations.process(entry, exchange, done::complete);
        done.get(20, SECONDS);
        return PolicyExchange.requireDisposition(exchange);
    }

    /** What the client is told instead of a decision that has not come. */
    Decision overdue(Mail mail) {
        return policy.overdue(mail);
    }

    /** The end of a transaction, for the route {@code audit}. */
    void ended(Decision last) {
        policy.ended(last, true, Ending.DECIDED);
    }

    /** The session is over. */
    void left(Mail arrived) {
        policy.left(arrived);
    }

    /** The client leaves before its message is decided about. */
    void abandoned(Decision last) {
        policy.ended(last, true, Ending.ABANDONED);
    }

    Path route(String name) {
        return home.resolve("routes").resolve(name + RouteSources.SUFFIX);
    }

    Path scores() {
        return home.resolve("config/scores.properties");
    }

    Path list(String name) {
        return home.resolve("config/lists").resolve(name + ".txt");
    }

    /** Replaces the first place in a file; loads nothing. */
    void edit(Path file, String what, String by) {
        try {
            String text = Files.readString(file);
            int at = text.indexOf(what);
            if (at < 0) {
                throw new AssertionError(file + " does not hold " + what);
            }
            Files.writeString(file, text.substring(0, at) + by + text.substring(at + what.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        generations.close();
        listener.stop();
        workers.close();
        ticks.shutdownNow();
        watchdog.close();
    }
}
