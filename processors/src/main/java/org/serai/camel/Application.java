package org.serai.camel;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.ModelCamelContext;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.custody.FileStore;
import org.serai.delivery.BackendAddress;
import org.serai.delivery.BackendAddress.Protocol;
import org.serai.delivery.BackendSettings;
import org.serai.delivery.Destinations;
import org.serai.delivery.OutboundSettings;
import org.serai.delivery.SmtpDelivery;
import org.serai.directory.Ldap;
import org.serai.directory.LdapSettings;
import org.serai.dns.BudgetedDns;
import org.serai.dns.DnsSettings;
import org.serai.dns.Resolver;
import org.serai.filter.DnsLists;
import org.serai.filter.Watchdog;
import org.serai.filter.clamav.ClamavSettings;
import org.serai.filter.clamav.Clamd;
import org.serai.history.Effects;
import org.serai.history.Traffic;
import org.serai.learn.LiveModel;
import org.serai.learn.ModelFile;
import org.serai.learn.SampleReader;
import org.serai.learn.SharedCurriculum;
import org.serai.learn.Trainer;
import org.serai.smtp.SmtpSettings;
import org.serai.state.StateServer;
import org.serai.store.Store;
import org.serai.store.Tables;
import org.serai.tracing.MailTraces;
import org.serai.verdict.VerdictEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running firewall: everything made once, joined, started and stopped in order. */
public final class Application {

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final Duration STOP = Duration.ofSeconds(40);
    /** Minutes. */
    private static final long TIDYING = 10;

    private final Settings settings;
    private final Path home;
    private final Clock clock = Clock.systemUTC();
    private final SmtpSettings smtp;
    private final PolicySettings.Data data;
    private final PolicySettings.Http http;
    private final PolicySettings.Mailbox mailbox;
    private final BackendSettings backend;
    private final Listeners listeners;

    /** An application that is not started yet; relative paths of properties are under {@code home}. */
    public Application(Settings settings, Path home) {
        this.settings = settings;
        this.home = home;
        this.smtp = settings.bind("smtp.", SmtpSettings.class);
        this.data = settings.bind("data.", PolicySettings.Data.class);
        this.http = settings.bind("http.", PolicySettings.Http.class);
        this.mailbox = settings.bind("mailbox.", PolicySettings.Mailbox.class);
        this.backend = settings.bind("backend.", BackendSettings.class);
        this.listeners = new Listeners(settings, ownMailbox());
    }

    /**
     * Starts, and returns when it has been stopped by SIGTERM.
     *
     * @throws ConfigException when something that a person wrote keeps it from starting
     */
    public void run() {
        // Our own hook: the JVM waits for it, so that no session is cut while it is being ended.
        run(stop -> Runtime.getRuntime().addShutdownHook(new Thread(stop, "serai-stop")));
    }

    /** The same, stopped by what {@code stop} is given, which returns when all sessions have ended. */
    void run(Consumer<Runnable> stop) {
        listeners.requireFreePorts();
        var main = new Main();
        var ended = new CountDownLatch(1);
        try (var resources = new Resources()) {
            Lifecycle lifecycle = assemble(main, resources);
            main.setShutdownStrategy(new SimpleMainShutdownStrategy());
            stop.accept(() -> stop(main, lifecycle, ended));
            run(main);
        } finally {
            ended.countDown();
        }
    }

    private static void run(Main main) {
        try {
            main.run();
        } catch (Exception e) {
            // Mostly a listener in routes/listeners/ that somebody has edited.
            throw RouteErrors.explain(e, (ModelCamelContext) main.getCamelContext());
        }
    }

    private static void stop(Main main, Lifecycle lifecycle, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return;
        }
        lifecycle.drain();
        main.completed();
        try {
            if (!ended.await(STOP.toSeconds(), TimeUnit.SECONDS)) {
                LOG.error("Camel did not stop within {}", STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Lifecycle assemble(Main main, Resources resources) {
        var directories = new Directories(settings, home);
        var management = new Management(settings, directories, resources);
        main.addMainListener(management);
        CompletableFuture<Store> store = opening(resources);
        ScheduledExecutorService files = resources.scheduler("serai-files", 2);
        // Closed after all who enter something.
        var custody = new Custody(settings, directories, files, clock, resources);
        var boss = resources.loops(1);
        // Nothing waits in one. More than there are cores take turns, and a fifth more CPU a message.
        var loops = resources.loops(Runtime.getRuntime().availableProcessors());
        var workers = resources.add(new WorkerPool(smtp.workers(), smtp.queue(), files));
        var watchdog = resources.add(new Watchdog());
        var claims = new ClaimHome(settings, directories, clock);
        var deadLetters = new DeadLetterHome(settings, directories, smtp.ownName(), claims, resources, clock);
        var delivery = resources.add(new SmtpDelivery(
                backend,
                destinations(),
                smtp.ownName(),
                custody::intent,
                loops,
                NioSocketChannel.class,
                files,
                resources.waiters("serai-resolve", 4, 100),
                clock));
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var metrics = new Metrics(registry, http.filterCpu());
        MailTraces traces = Traces.of(settings, smtp.ownName(), resources, metrics, clock);
        metrics.watch(workers);
        metrics.watch(delivery);
        metrics.watch(custody);

        var dnsSettings = settings.bind("dns.", DnsSettings.class);
        var resolver = resources.add(new Resolver(dnsSettings, clock));
        metrics.watch(resolver.metrics());
        var dnsLists = new DnsLists(clock);
        var clamd = resources.add(
                new Clamd(settings.bind("clamav.", ClamavSettings.class), watchdog, clock, smtp.workers()));
        var ldapSettings = settings.bind("ldap.", LdapSettings.class);
        var ldap = resources.add(new Ldap(
                ldapSettings, home, resources.waiters("serai-ldap", ldapSettings.connections(), ldapSettings.queue())));
        var start = StartPolicy.choose(settings, home, directories, clock);
        RouteSources sources = start.atHand();
        var steps = new HashMap<String, Function<SeraiComponent.Options, Step>>();
        var clients = PrivateClients.of(settings);
        var tables = Tables.of(store);
        var effects = new ArrayList<Effects>(List.of(metrics, clients));
        var quarantine = new QuarantineHome(settings, directories, smtp.ownName(), tables, claims, resources, clock);
        metrics.watch(quarantine, deadLetters);
        Traffic traffic = StoredState.traffic(settings, tables, clock);
        // Of their own: a store that does not answer must keep nobody from writing spool files.
        ScheduledExecutorService counts = resources.scheduler("serai-counts", 1);
        counts.scheduleWithFixedDelay(resources.add(traffic.rates())::flush, 1, 1, TimeUnit.SECONDS);
        effects.addAll(StoredState.effects(settings, tables, traffic, clock, tally -> {
            counts.scheduleWithFixedDelay(tally::flush, 1, 1, TimeUnit.SECONDS);
            resources.add(tally);
        }));
        if (settings.bind("dmarc.reports.", PolicySettings.DmarcReports.class).enabled()) {
            DmarcReports reports =
                    DmarcReports.open(settings, smtp.ownName(), resources, store, counts, sources, resolver, clock);
            steps.putAll(reports.steps());
            effects.add(reports);
        }
        Optional<DigestDesk> digests = DigestDesk.of(
                settings, directories, smtp.ownName(), sources, tables, quarantine.index(), resources, clock);
        LiveModel learned = DataDirectory.learned(settings, home);
        var parked = new ParkedRecords(settings.bind("release.", ReleaseSettings.Release.class));
        var training = settings.bind("learn.", Trainer.Options.class);
        var trainer = resources.add(trainer(learned, training, tables, files, metrics));
        metrics.watch(trainer);
        SampleReader samples = ContentReaders.of(settings, start.inForce()).samples();
        steps.putAll(
                new TrainingSteps(trainer, new GuardedSamples(samples::of), training.maxMessageSize(), parked).table());
        var loader = new PolicyLoader(
                settings,
                smtp.ownName(),
                new BudgetedDns(resolver, dnsSettings),
                dnsLists,
                clamd,
                ldap,
                learned,
                tables,
                traffic,
                clock,
                new Steps.Actions(
                        traces.on() ? new TracedDelivery(delivery, delivery::server, traces) : delivery,
                        custody::intent,
                        quarantine.store(),
                        new DeadLetters(
                                deadLetters.store(),
                                StoredState.failures(settings, tables, clock),
                                new DeadLetters.HourlyLimit(
                                        settings.bind("dead-letter.", PolicySettings.DeadLetter.class)
                                                .copies(),
                                        clock)),
                        custody.events(),
                        Effects.of(effects),
                        Lessons.of(settings, trainer, clock),
                        digests.<DigestRequests>map(desk -> desk).orElse(DigestRequests.NONE)),
                new Steps.Running(
                        workers.continuations(),
                        watchdog,
                        metrics,
                        filter -> true,
                        new Insight(
                                traces,
                                management.options().counted(),
                                management.options().cli())));
        var generations = resources.add(new Generations(start, loader, clock));
        metrics.watch(generations);
        management.has(Management.POLICY);
        var desk = new ReleaseDesk(
                settings,
                directories,
                smtp.ownName(),
                quarantine,
                deadLetters,
                custody.events(),
                new ReleaseRoutes(generations, delivery::end, traces),
                trainer,
                samples,
                counts,
                clock);

        var doors = new Doors(
                settings,
                directories,
                files,
                loader.judge(),
                StoredState.conduct(settings, tables, traffic, clock),
                delivery,
                workers,
                metrics,
                traces,
                clock);
        Door door = doors.internet();
        Door outboundDoor = doors.ownUsers(false);
        Door outboundTlsDoor = doors.ownUsers(true);
        Door mailboxDoor = doors.mailbox();
        var mailboxStore = directories.data("mailbox", directory -> new FileStore(directory, clock));
        files.scheduleWithFixedDelay(
                () -> {
                    quarantine.tidy();
                    deadLetters.tidy();
                    mailboxStore.tidy();
                },
                TIDYING,
                TIDYING,
                TimeUnit.MINUTES);

        steps.put("policy", options -> new PolicyStep(generations, options.bind(PolicyStep.Options.class)));
        steps.put("mailbox", options -> new MailboxStep(mailboxStore, new VerdictEvent(clock)));
        steps.putAll(custody.steps());
        steps.putAll(quarantine.steps());
        steps.putAll(deadLetters.steps());
        steps.putAll(desk.steps());
        digests.ifPresent(users -> steps.putAll(users.bound(main, desk.releases())));
        quarantine.bind(main);
        deadLetters.bind(main, quarantine);
        custody.bind(main);
        desk.bind(main);
        main.bind("serai", new SeraiComponent(steps, custody.sources()));
        main.bind("metricsRegistry", registry);
        main.bind("noHeaders", OnlyHeaders.in());
        main.bind("trainingHeaders", OnlyHeaders.in("label", "by"));
        main.bind("trainingLogin", LearnSettings.login(settings));
        main.bind("smtpDoor", door);
        main.bind("outboundDoor", outboundDoor);
        main.bind("outboundTlsDoor", outboundTlsDoor);
        main.bind("mailboxDoor", mailboxDoor);
        main.bind("bossLoop", boss);
        main.bind("loops", loops);
        main.bind(
                "policyHealth",
                Health.ofPolicy(
                        generations,
                        settings.bind("", PolicySettings.Global.class).mode()));
        main.bind("backendHealth", Health.ofBackends(delivery::groups));
        main.bind("dnsListsHealth", Health.ofDnsLists(dnsLists));
        main.bind("clientsHealth", Health.ofClients(clients));
        main.bind("ldapHealth", Health.ofLdap(ldap));
        main.bind("clamavHealth", Health.ofClamd(clamd));
        Store state = opened(store);
        management.has(Management.STORE);
        resources.add(StateServer.open(StoredState.socket(settings, home), state));
        main.bind("storeHealth", Health.ofStore(state));
        MainContext.configure(
                main,
                settings,
                listeners.routeFiles(sources.routes().resolve(RouteSources.LISTENERS)),
                DmarcReports.uri(settings, ownAddress()));
        digests.ifPresent(users -> users.configure(main, sources, ownAddress()));
        var lifecycle = new Lifecycle(
                smtp.drainTimeout(), generations, List.of(door, outboundDoor, outboundTlsDoor), mailboxDoor, () -> {
                    quarantine.started(main.getCamelContext().createProducerTemplate());
                    deadLetters.started(main.getCamelContext().createProducerTemplate());
                    desk.started(main.getCamelContext());
                    digests.ifPresent(
                            users -> users.started(main.getCamelContext().createProducerTemplate()));
                    generations.watch();
                    management.started(main.getCamelContext(), generations, files);
                    files.scheduleWithFixedDelay(delivery::refresh, 0, 300, TimeUnit.SECONDS);
                    files.scheduleWithFixedDelay(delivery::probe, 30, 30, TimeUnit.SECONDS);
                    clamd.watch(smtp.maxMessageSize());
                    files.scheduleWithFixedDelay(() -> dnsLists.test(resolver), 0, 60, TimeUnit.SECONDS);
                    new Announcement(settings, start.inForce().lists()).log(directories.data("mailbox"));
                });
        main.addMainListener(lifecycle);
        return lifecycle;
    }

    private Trainer trainer(
            LiveModel learned,
            Trainer.Options options,
            Tables tables,
            ScheduledExecutorService files,
            Metrics metrics) {
        ModelFile file = DataDirectory.model(settings, home);
        if (StoredState.shared(settings)) {
            var curriculum = new SharedCurriculum(learned, tables, clock);
            return new Trainer(learned, file, options, curriculum, metrics::taught);
        }
        files.scheduleWithFixedDelay(learned::refresh, 2, 2, TimeUnit.SECONDS);
        return new Trainer(learned, file, options, metrics::taught);
    }

    /** Beside all else, as it takes longest; closed after all else. */
    private CompletableFuture<Store> opening(Resources resources) {
        var store = CompletableFuture.supplyAsync(() -> StoredState.open(settings, home));
        resources.add(() -> store.handle((opened, failure) -> opened)
                .thenAccept(opened -> {
                    if (opened != null) {
                        opened.close();
                    }
                })
                .join());
        return store;
    }

    private static Store opened(CompletableFuture<Store> opening) {
        try {
            return opening.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ConfigException told ? told : e;
        }
    }

    private BackendAddress ownAddress() {
        return new BackendAddress(Protocol.SMTP, InetSocketAddress.createUnresolved("127.0.0.1", mailbox.port()));
    }

    private boolean ownMailbox() {
        return backend.uri().isEmpty();
    }

    private Destinations destinations() {
        return new Destinations(
                ownMailbox() ? List.of(ownAddress()) : backend.uri(),
                backend.addressesByDomain(),
                settings.bind("outbound.", OutboundSettings.class).uri());
    }
}
