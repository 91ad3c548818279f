package org.serai.camel;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.custody.FileStore;
import org.serai.custody.JsonLines;
import org.serai.custody.Locations;
import org.serai.delivery.BackendSettings;
import org.serai.delivery.SmtpDelivery;
import org.serai.filter.Watchdog;
import org.serai.mail.Mail;
import org.serai.mail.MailId;
import org.serai.mail.Network;
import org.serai.smtp.SmtpServer;
import org.serai.smtp.SmtpSettings;
import org.serai.smtp.SmtpSetup;
import org.serai.smtp.Spool;
import org.serai.smtp.SpoolSettings;
import org.serai.smtp.TlsIdentity;
import org.serai.smtp.TlsSettings;
import org.serai.verdict.VerdictEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running firewall: everything made once, joined, started and stopped in order. */
public final class Application {

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    private final Settings settings;
    private final Path home;
    private final Clock clock = Clock.systemUTC();
    private final SmtpSettings smtp;
    private final PolicySettings.Data data;
    private final PolicySettings.Http http;
    private final PolicySettings.Mailbox mailbox;
    private final BackendSettings backend;
    private final String hostname;

    /** An application that is not started yet; relative paths of properties are under {@code home}. */
    public Application(Settings settings, Path home) {
        this.settings = settings;
        this.home = home;
        this.smtp = settings.bind("smtp.", SmtpSettings.class);
        this.data = settings.bind("data.", PolicySettings.Data.class);
        this.http = settings.bind("http.", PolicySettings.Http.class);
        this.mailbox = settings.bind("mailbox.", PolicySettings.Mailbox.class);
        this.backend = settings.bind("backend.", BackendSettings.class);
        this.hostname = hostname(smtp);
    }

    /** {@code smtp.hostname}, else the machine's name. */
    static String hostname(SmtpSettings smtp) {
        if (!smtp.hostname().isEmpty()) {
            return smtp.hostname();
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.warn("This machine has no name, set smtp.hostname: {}", e.getMessage());
            return "localhost";
        }
    }

    /**
     * Starts, and returns when it has been stopped by SIGTERM.
     *
     * @throws ConfigException when something that a person wrote keeps it from starting
     */
    public void run() throws Exception {
        boolean ownMailbox = backend.address().isEmpty();
        requireFree("smtp.port", smtp.host(), smtp.port());
        requireFree("http.port", http.host(), http.port());
        if (ownMailbox) {
            requireFree("mailbox.port", "127.0.0.1", mailbox.port());
        }
        Path dataDir = home.resolve(data.dir());
        var main = new Main();
        EventLoopGroup boss = new NioEventLoopGroup(1);
        EventLoopGroup loops = new NioEventLoopGroup();
        ScheduledExecutorService files = Executors.newScheduledThreadPool(2, task -> daemon(task, "serai-files"));
        try (var workers = new WorkerPool(smtp.workers(), smtp.queue());
                var watchdog = new Watchdog();
                var trail = new JsonLines(
                        location("audit.uri", audit(), dataDir.resolve("audit")), "verdicts", clock);
                var delivery = new SmtpDelivery(
                        backend,
                        backend.address().orElseGet(() -> new InetSocketAddress("127.0.0.1", mailbox.port())),
                        hostname,
                        loops,
                        NioSocketChannel.class,
                        files,
                        clock)) {
            var registry = new io.micrometer.prometheusmetrics.PrometheusMeterRegistry(
                    io.micrometer.prometheusmetrics.PrometheusConfig.DEFAULT);
            main.bind("metricsRegistry", registry);
            var metrics = new Metrics(registry);
            var sources = PolicyLoader.sources(home, settings);
            var loader = new PolicyLoader(
                    settings,
                    sources,
                    hostname,
                    clock,
                    new Steps.Actions(
                            delivery,
                            new FileStore(location("quarantine.uri", quarantine(), dataDir.resolve("quarantine"))),
                            trail,
                            metrics),
                    new Steps.Running(workers.continuations(), watchdog, metrics));
            try (var generations = new Generations(sources, loader)) {
                var spool = new Spool(settings.bind("spool.", SpoolSettings.class), dataDir.resolve("spool"), files);
                var tls = settings.bind("smtp.tls.", TlsSettings.class);
                var identity = tls.enabled() ? new TlsIdentity(tls, dataDir.resolve("tls"), hostname) : null;
                var setup = new DoorSetup(spool, loader, new MailId(clock));
                var door = new Door(consumer -> {
                    var server = new SmtpServer(setup.of(
                            smtp,
                            new CamelPolicy(consumer, workers, mail -> delivery.end(mail.id()), true),
                            identity));
                    metrics.watch("smtp", server);
                    return server;
                });
                var mailboxDoor = new Door(consumer -> new SmtpServer(
                        setup.of(mailboxSettings(), new CamelPolicy(consumer, workers, mail -> {}, false), null)));
                metrics.watch(workers);
                metrics.watch(delivery);
                var store = new FileStore(dataDir.resolve("mailbox"));
                configure(main, ownMailbox);
                main.bind("serai", new SeraiComponent(Map.of(
                        "policy", options -> new PolicyStep(generations),
                        "mailbox", options -> new MailboxStep(store, new VerdictEvent(clock)))));
                main.bind("smtpDoor", door);
                main.bind("mailboxDoor", mailboxDoor);
                main.bind("bossLoop", boss);
                main.bind("loops", loops);
                main.bind("policyHealth", new PolicyHealth(generations));
                main.bind("backendHealth", new BackendHealth(delivery));
                files.scheduleWithFixedDelay(delivery::probe, 1, 30, TimeUnit.SECONDS);
                main.addMainListener(new Lifecycle(generations, door, mailboxDoor, ownMailbox));
                main.run();
            }
        } finally {
            files.shutdown();
            loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
            boss.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        }
    }
}
