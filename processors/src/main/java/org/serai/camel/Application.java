package org.serai.camel;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.ModelCamelContext;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.custody.FileStore;
import org.serai.custody.JsonLines;
import org.serai.delivery.BackendAddress;
import org.serai.delivery.BackendAddress.Protocol;
import org.serai.delivery.BackendSettings;
import org.serai.delivery.Destinations;
import org.serai.delivery.OutboundSettings;
import org.serai.delivery.SmtpDelivery;
import org.serai.filter.LocalDomains;
import org.serai.filter.Watchdog;
import org.serai.filter.clamav.ClamavSettings;
import org.serai.filter.clamav.Clamd;
import org.serai.mail.Capabilities;
import org.serai.mail.MailId;
import org.serai.mail.Network;
import org.serai.smtp.Guesses;
import org.serai.smtp.LostReplies;
import org.serai.smtp.SmtpServer;
import org.serai.smtp.SmtpSettings;
import org.serai.smtp.Spool;
import org.serai.smtp.SpoolSettings;
import org.serai.smtp.Submission;
import org.serai.smtp.SubmissionSettings;
import org.serai.smtp.TlsIdentity;
import org.serai.smtp.TlsSettings;
import org.serai.verdict.VerdictEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running firewall: everything made once, joined, started and stopped in order. */
public final class Application {

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final Duration STOP = Duration.ofSeconds(40);

    /** What files can hold, whatever other backends can. */
    private static final Capabilities MAILBOX = new Capabilities(true, true, false);

    private final Settings settings;
    private final Path home;
    private final Clock clock = Clock.systemUTC();
    private final SmtpSettings smtp;
    private final SubmissionSettings submission;
    private final PolicySettings.Data data;
    private final PolicySettings.Http http;
    private final PolicySettings.Mailbox mailbox;
    private final BackendSettings backend;
    private final PolicySettings.Trusted trusted;
    private final String hostname;

    /** An application that is not started yet; relative paths of properties are under {@code home}. */
    public Application(Settings settings, Path home) {
        this.settings = settings;
        this.home = home;
        this.smtp = settings.bind("smtp.", SmtpSettings.class);
        this.submission = settings.bind("outbound.", SubmissionSettings.class);
        this.data = settings.bind("data.", PolicySettings.Data.class);
        this.http = settings.bind("http.", PolicySettings.Http.class);
        this.mailbox = settings.bind("mailbox.", PolicySettings.Mailbox.class);
        this.backend = settings.bind("backend.", BackendSettings.class);
        this.trusted = settings.bind("trusted.", PolicySettings.Trusted.class);
        this.hostname = smtp.hostname().orOfThisMachine().text();
    }

    /**
     * Starts, and returns when it has been stopped by SIGTERM.
     *
     * @throws ConfigException when something that a person wrote keeps it from starting
     */
    public void run() {
        requireFreePorts();
        var main = new Main();
        var ended = new CountDownLatch(1);
        try (var resources = new Resources()) {
            Lifecycle lifecycle = assemble(main, resources);
            // Our own hook: the JVM waits for it, so that no session is cut while it is being ended.
            main.setShutdownStrategy(new SimpleMainShutdownStrategy());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(main, lifecycle, ended), "serai-stop"));
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
        ScheduledExecutorService files = resources.scheduler("serai-files", 2);
        var boss = resources.loops(1);
        var loops = resources.loops(0);
        var workers = resources.add(new WorkerPool(smtp.workers(), smtp.queue(), files));
        var watchdog = resources.add(new Watchdog());
        var trail = resources.add(
                directories.at("audit.uri", "audit", directory -> new JsonLines(directory, "verdicts", clock)));
        var quarantine = directories.at("quarantine.uri", "quarantine", FileStore::new);
        var delivery = resources.add(
                new SmtpDelivery(backend, destinations(), hostname, loops, NioSocketChannel.class, files, clock));
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var metrics = new Metrics(registry);
        metrics.watch(workers);
        metrics.watch(delivery);

        var clamd = resources.add(new Clamd(settings.bind("clamav.", ClamavSettings.class), watchdog, clock));
        var sources = PolicyLoader.sources(home, settings);
        var loader = new PolicyLoader(
                settings,
                sources,
                hostname,
                clamd,
                clock,
                new Steps.Actions(delivery, quarantine, trail, metrics),
                new Steps.Running(workers.continuations(), watchdog, metrics, filter -> true));
        var generations = resources.add(new Generations(sources, loader));

        var spoolSettings = settings.bind("spool.", SpoolSettings.class);
        var spool = directories.data("spool", directory -> new Spool(spoolSettings, directory, files));
        var tls = settings.bind("smtp.tls.", TlsSettings.class);
        var identity = tls.enabled()
                ? directories.data(
                        "tls", made -> TlsIdentity.of(tls, home, settings::where, made, hostname, clock, files))
                : null;
        var lostReplies = smtp.rememberLostReplies()
                ? directories.data("lost-replies", directory -> new LostReplies(directory, files, clock))
                : null;
        var setup = new DoorSetup(
                spool,
                lostReplies,
                this::trusted,
                loader.judge(),
                delivery::capabilities,
                data.deadline(),
                new MailId(clock),
                clock);
        var door = new Door(consumer -> {
            var policy = new CamelPolicy(consumer, workers, mail -> delivery.end(mail.id()), true);
            var server = new SmtpServer(setup.with(smtp, policy, identity, null));
            metrics.watch("smtp", server);
            return server;
        });
        if (submission.enabled() && identity == null) {
            throw new ConfigException(settings.where("outbound.enabled")
                    + " = true: needs smtp.tls.enabled = true, since" + " passwords are taken under TLS only");
        }
        var guesses = new Guesses(submission, clock);
        Function<Boolean, Door> ownUsersDoor = implicitTls -> new Door(consumer -> {
            var policy = new CamelPolicy(consumer, workers, mail -> delivery.end(mail.id()), true);
            var server = new SmtpServer(
                    setup.with(smtp, policy, identity, new Submission(delivery.authenticator(), guesses, implicitTls)));
            metrics.watch(implicitTls ? "outbound-tls" : "outbound", server);
            return server;
        });
        Door outboundDoor = ownUsersDoor.apply(false);
        Door outboundTlsDoor = ownUsersDoor.apply(true);
        var mailboxDoor = new Door(consumer -> new SmtpServer(setup.announcing(MAILBOX)
                .with(mailboxSettings(), new CamelPolicy(consumer, workers, mail -> {}, false), null, null)));
        var mailboxStore = directories.data("mailbox", FileStore::new);

        Map<String, Function<SeraiComponent.Options, Step>> steps = Map.of(
                "policy", options -> new PolicyStep(generations, options.bind(PolicyStep.Options.class)),
                "mailbox", options -> new MailboxStep(mailboxStore, new VerdictEvent(clock)));
        main.bind("serai", new SeraiComponent(steps));
        main.bind("metricsRegistry", registry);
        main.bind("smtpDoor", door);
        main.bind("outboundDoor", outboundDoor);
        main.bind("outboundTlsDoor", outboundTlsDoor);
        main.bind("mailboxDoor", mailboxDoor);
        main.bind("bossLoop", boss);
        main.bind("loops", loops);
        main.bind("policyHealth", Health.ofPolicy(generations));
        main.bind("backendHealth", Health.ofBackends(delivery));
        main.bind("clamavHealth", Health.ofClamd(clamd));
        configure(main);
        var lifecycle = new Lifecycle(
                smtp.drainTimeout(), generations, List.of(door, outboundDoor, outboundTlsDoor), mailboxDoor, () -> {
                    Health.alwaysWithDetails(main.getCamelContext(), http.port());
                    generations.watch();
                    files.scheduleWithFixedDelay(delivery::refresh, 0, 300, TimeUnit.SECONDS);
                    files.scheduleWithFixedDelay(delivery::probe, 30, 30, TimeUnit.SECONDS);
                    clamd.watch(smtp.maxMessageSize());
                    announce(directories.data("mailbox"));
                });
        main.addMainListener(lifecycle);
        return lifecycle;
    }

    private void configure(Main main) {
        main.configure()
                .withRoutesIncludePattern(listeners())
                .withJmxEnabled(false)
                .withSourceLocationEnabled(true)
                .withShutdownTimeout(30)
                .withStreamCachingEnabled(false)
                .withAllowUseOriginalMessage(false);
        main.setPropertyPlaceholderLocations("false");
        settings.effective().forEach(main::addInitialProperty);
        // Settings know environment and -D already, in their order; to Camel they are for what is not ours.
        for (String mode : List.of("environmentVariableMode", "systemPropertiesMode")) {
            main.addInitialProperty("camel.component.properties." + mode, "1");
        }
        for (String server : List.of("camel.server", "camel.management")) {
            main.addInitialProperty(server + ".enabled", "true");
            main.addInitialProperty(server + ".host", http.host());
            main.addInitialProperty(server + ".port", String.valueOf(http.port()));
        }
        main.addInitialProperty("camel.management.healthCheckEnabled", "true");
        main.addInitialProperty("camel.management.metricsEnabled", "true");
        main.addInitialProperty("camel.health.exposureLevel", "full");
        main.addInitialProperty("camel.metrics.enabled", "true");
        // Camel's own meters cost more than a phase; ours tell what an operator asks.
        for (String meters : List.of("enableExchangeEventNotifier", "enableRouteEventNotifier", "enableRoutePolicy")) {
            main.addInitialProperty("camel.metrics." + meters, "false");
        }
    }

    /** All listeners but those that the properties leave off. */
    private String listeners() {
        var off = new HashSet<String>();
        if (!ownMailbox()) {
            off.add("mailbox");
        }
        if (!submission.enabled()) {
            off.add("outbound-door");
        }
        if (!submission.enabled() || submission.tlsPort() == 0) {
            off.add("outbound-tls-door");
        }
        Path directory = PolicyLoader.sources(home, settings).routes().resolve("listeners");
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(RouteSources.SUFFIX))
                    .filter(file -> !off.contains(file.getFileName().toString().replace(RouteSources.SUFFIX, "")))
                    .sorted()
                    .map(file -> "file:" + file)
                    .collect(Collectors.joining(","));
        } catch (IOException e) {
            throw ConfigException.about(directory + " cannot be listed", directory, e);
        }
    }

    private void announce(Path mail) {
        LOG.info("Serai {} listens for SMTP on {}:{}", version(), smtp.host(), smtp.port());
        if (submission.enabled()) {
            LOG.info("Our own users send by {}:{}", submission.host(), submission.port());
        }
        LOG.info(
                "Mail arrives {}",
                ownMailbox()
                        ? "in " + mail + "/*.eml"
                        : "at " + backend.uri().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        LOG.info("Health and metrics: http://{}:{}/observe/health", http.host(), http.port());
        LOG.info("Send a message: swaks --server 127.0.0.1:{} --to you@{}", smtp.port(), firstLocalDomain());
    }

    private static String version() {
        String version = Application.class.getPackage().getImplementationVersion();
        return version == null ? "(from source)" : version;
    }

    private String firstLocalDomain() {
        List<String> domains =
                settings.bind("local.", LocalDomains.Options.class).domains();
        return domains.isEmpty() ? "localhost" : domains.get(0);
    }

    private boolean ownMailbox() {
        return backend.uri().isEmpty();
    }

    private Destinations destinations() {
        var own = new BackendAddress(Protocol.SMTP, InetSocketAddress.createUnresolved("127.0.0.1", mailbox.port()));
        return new Destinations(
                ownMailbox() ? List.of(own) : backend.uri(),
                backend.addressesByDomain(),
                settings.bind("outbound.", OutboundSettings.class).uri());
    }

    /** The mailbox serves one client, us, and takes what the door takes and our fields in front of it. */
    private SmtpSettings mailboxSettings() {
        Map<String, String> own = Map.of(
                "hostname",
                smtp.hostname().isLiteral() ? hostname : "mailbox." + hostname,
                "remember-lost-replies",
                "false",
                "max-connections-per-client",
                String.valueOf(smtp.maxConnections()),
                "max-message-size",
                String.valueOf(smtp.maxMessageSize().bytes() + (1 << 20)));
        return Binder.bind(SmtpSettings.class, name -> "mailbox's " + name, own::get);
    }

    private boolean trusted(InetAddress client) {
        return Network.anyContains(trusted.networks(), client);
    }

    private void requireFreePorts() {
        var ports = new FreePorts(settings);
        ports.take("smtp.host", smtp.host(), "smtp.port", smtp.port());
        ports.take("http.host", http.host(), "http.port", http.port());
        if (submission.enabled()) {
            ports.take("outbound.host", submission.host(), "outbound.port", submission.port());
        }
        if (submission.enabled() && submission.tlsPort() > 0) {
            ports.take("outbound.host", submission.host(), "outbound.tls-port", submission.tlsPort());
        }
        if (ownMailbox()) {
            ports.take("mailbox.port", "127.0.0.1", "mailbox.port", mailbox.port());
        }
    }
}
