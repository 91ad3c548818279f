package org.serai.camel;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;
import org.serai.admin.SecretFile;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.custody.Quarantine;
import org.serai.delivery.BackendAddress;
import org.serai.delivery.BackendSettings;
import org.serai.digest.Digests;
import org.serai.digest.Links;
import org.serai.digest.Notes;
import org.serai.digest.Visitors;
import org.serai.filter.Filters;
import org.serai.filter.LocalDomains;
import org.serai.filter.digest.DigestAddresses;
import org.serai.filter.digest.DigestAddresses.Request;
import org.serai.filter.lists.ListFiles;
import org.serai.history.Correspondents;
import org.serai.learn.DailyQuota;
import org.serai.mail.AddressKey;
import org.serai.mail.Reply;
import org.serai.mime.MimeReader;
import org.serai.store.Tables;
import org.serai.verdict.KeptMail;
import org.serai.verdict.Scorer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All by which users are told what is held back for them, joined as the properties say: digests, the pages of their links, and requests by mail. */
final class DigestDesk implements DigestRequests {

    /** The files of listeners. */
    static final String ROUTE = "digest";

    static final String DOOR = "digest-door";

    /** The component of its pages. */
    static final String SCHEME = "digest-http";

    /** What a user hears when it cannot be done. */
    static final Reply LATER = Reply.of(451, "4.3.0", "That cannot be done now, please ask again later");

    private static final Logger LOG = LoggerFactory.getLogger(DigestDesk.class);

    /** In {@code data.dir}: what links are made with, unless a file is named. */
    private static final String KEY = "digest.key";

    /** All users together, which bounds the memory. */
    private static final int REQUESTS = 100_000;

    private final Settings settings;
    private final DigestSettings.Digest options;
    private final Quarantine index;
    private final Notes notes;
    private final Links links;
    private final DigestModel model;
    private final MimeReader mime;
    private final Tables tables;
    private final Clock clock;
    private final DailyQuota requests;
    private final Executor waiters;
    private final Map<String, Function<SeraiComponent.Options, Step>> steps = new HashMap<>();
    private volatile @Nullable ProducerTemplate camel;

    private DigestDesk(
            Settings settings,
            Directories directories,
            String hostname,
            RouteSources sources,
            Tables tables,
            Quarantine index,
            Executor waiters,
            Clock clock) {
        this.settings = settings;
        this.options = settings.bind("digest.", DigestSettings.Digest.class);
        this.index = index;
        this.tables = tables;
        this.clock = clock;
        this.waiters = waiters;
        this.notes = new Notes(options.maxEntries(), tables);
        this.links = new Links(key(directories), options.linkValidity(), clock);
        this.model = new DigestModel(
                links, options.linkUri(), options.zoneId(), settings.bind("threshold.", Scorer.Options.class));
        this.mime = new MimeReader(settings.bind("mime.", MimeReader.Limits.class));
        this.requests = new DailyQuota(clock, options.requestsPerDay(), REQUESTS);
        steps.putAll(new DigestSteps(
                        options,
                        hostname,
                        settings.bind("digest.", DigestAddresses.class).offAddress(),
                        model,
                        notes,
                        () -> new LocalDomains(
                                settings.bind("local.", LocalDomains.Options.class),
                                hostname,
                                ListFiles.load(sources.lists()).localDomains()),
                        withheld -> new Digests(
                                index,
                                this::recipients,
                                Set.copyOf(withheld),
                                options.maxMessages(),
                                options.maxEntries()),
                        clock)
                .table());
    }

    /** None when {@code digest.enabled} is false. */
    static Optional<DigestDesk> of(
            Settings settings,
            Directories directories,
            String hostname,
            RouteSources sources,
            Tables tables,
            Quarantine index,
            Resources resources,
            Clock clock) {
        if (!settings.bind("digest.", DigestAddresses.class).enabled()) {
            return Optional.empty();
        }
        return Optional.of(new DigestDesk(
                settings,
                directories,
                hostname,
                sources,
                tables,
                index,
                resources.waiters("serai-digest", 2, 100),
                clock));
    }

    /** The server that digests are handed in to. */
    private static String uri(Settings settings, BackendAddress mailbox) {
        List<BackendAddress> said =
                settings.bind("digest.", DigestSettings.Digest.class).uri();
        List<BackendAddress> backends =
                settings.bind("backend.", BackendSettings.class).uri();
        if (said.isEmpty() && backends.isEmpty()) {
            return mailbox.toString();
        }
        for (BackendAddress address : said.isEmpty() ? backends : said) {
            if (address.protocol() == BackendAddress.Protocol.SMTP) {
                return address.toString();
            }
        }
        throw new ConfigException(
                settings.where("digest.uri") + " must be smtp://host:port, as no server of backend.uri speaks SMTP");
    }

    private byte[] key(Directories directories) {
        if (!options.keyFile().toString().isEmpty()) {
            return SecretFile.read("digest.key-file", directories.home().resolve(options.keyFile()));
        }
        Path file = directories.data("", directory -> {
            Path key = directory.resolve(KEY);
            SecretFile.make(key);
            return key;
        });
        return SecretFile.read(KEY, file);
    }

    private List<String> recipients(String id) throws IOException {
        return KeptMail.parse(id, index.open(id).json()).recipients().stream()
                .map(org.serai.mail.Path::text)
                .toList();
    }

    /** Properties as the routes need them. */
    void configure(Main main, RouteSources sources, BackendAddress mailbox) {
        main.addInitialProperty("digest.uri", uri(settings, mailbox));
        main.addInitialProperty(
                "digest.templates",
                sources.config().resolve(options.templates()).toAbsolutePath().toString());
    }

    /** Gives Camel the server of the pages, before it starts; all steps. */
    Map<String, Function<SeraiComponent.Options, Step>> bound(Main main, Releases releases) {
        if (!options.pages()) {
            return steps;
        }
        var correspondents = new Correspondents(
                settings.bind(Filters.prefix("correspondents"), Correspondents.Options.class), tables, clock);
        steps.putAll(new DigestDoorSteps(
                        new DigestClients(options.proxies()),
                        new Visitors(options.requestsPerClient(), clock),
                        links,
                        notes,
                        model,
                        index,
                        releases,
                        new TrustedAuthors(index, mime, correspondents),
                        clock)
                .table());
        var http = new PlatformHttpComponent();
        // Camel's own would keep Cache-Control back.
        http.setHeaderFilterStrategy(OnlyHeaders.both(Set.of("token", "x-forwarded-for"), DigestPage.HEADERS.keySet()));
        http.setEngine(new DigestHttp(
                options.host(), options.port(), options.maxRequestSize().bytes()));
        main.bind(SCHEME, http);
        return steps;
    }

    /** The routes run. */
    void started(ProducerTemplate template) {
        camel = template;
    }

    @Override
    public CompletionStage<Reply> ask(AddressKey user, Request request) {
        try {
            return CompletableFuture.supplyAsync(() -> answer(user, request), waiters)
                    .exceptionally(failure -> {
                        LOG.warn(
                                "What {} asks of his digest cannot be done", LogLine.escaped(user.toString()), failure);
                        return LATER;
                    });
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(LATER);
        }
    }

    private Reply answer(AddressKey user, Request request) {
        return switch (request) {
            case NOW -> send(user);
            case OFF -> switched(user, true);
            case ON -> switched(user, false);
        };
    }

    private Reply switched(AddressKey user, boolean off) {
        notes.off(user, off);
        return Reply.of(250, "2.0.0", off ? "You are sent no digests any more" : "You are sent digests again");
    }

    private Reply send(AddressKey user) {
        ProducerTemplate running = camel;
        if (running == null) {
            return LATER;
        }
        DailyQuota.Share share = requests.take(List.of(user.toString()), 1);
        if (share == null) {
            return Reply.of(451, "4.7.1", "You have asked as often as a day allows; please try again tomorrow");
        }
        try {
            running.sendBody("direct:digest-asked", user);
        } catch (CamelExecutionException e) {
            share.giveBack(1);
            LOG.warn("The digest of {} cannot be handed in", LogLine.escaped(user.toString()), e);
            return LATER;
        }
        return Reply.of(250, "2.0.0", "Your digest is on its way");
    }
}
