package org.serai.camel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommitFactory;
import org.apache.camel.main.Main;
import org.serai.admin.AdminSettings;
import org.serai.admin.CommandKey;
import org.serai.admin.Guard;
import org.serai.admin.SecretFile;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.custody.EventLog;
import org.serai.learn.SampleReader;
import org.serai.learn.Teacher;

/** All by which messages leave quarantine, joined as the properties say: the admin API, and commands on a topic. */
final class ReleaseDesk {

    /** In {@code data.dir}: what whoever asks the admin API must know. */
    static final String TOKEN = "admin.token";

    private final Settings settings;
    private final Directories directories;
    private final ReleaseSettings.Release options;
    private final ReleaseRoutes routes;
    private final Releases releases;
    private final Map<String, Function<SeraiComponent.Options, Step>> steps = new HashMap<>();

    /** @throws ConfigException when a key or the token cannot be used, or the API would be open to the network */
    ReleaseDesk(
            Settings settings,
            Directories directories,
            String node,
            QuarantineHome quarantine,
            DeadLetterHome letters,
            EventLog journal,
            ReleaseRoutes routes,
            Teacher teacher,
            SampleReader samples,
            ScheduledExecutorService ticks,
            Clock clock) {
        this.settings = settings;
        this.directories = directories;
        this.options = settings.bind("release.", ReleaseSettings.Release.class);
        this.routes = routes;
        this.releases = new Releases(
                quarantine.index(),
                node,
                routes,
                options.train(),
                settings.bind("data.", PolicySettings.Data.class).deadline(),
                clock,
                ticks);
        if (!options.uri().isEmpty()) {
            var key = new CommandKey(
                    SecretFile.read("release.key-file", directories.home().resolve(options.keyFile())));
            steps.putAll(
                    new ReleaseCommands(key, releases, new ParkedRecords(options), options.maxCommandSize()).table());
        }
        var admin = settings.bind("admin.", AdminSettings.class);
        if (admin.on()) {
            requireLoopback(admin);
            var removals = new Removals(quarantine, letters.copies(), node, journal, clock, ticks);
            steps.putAll(new AdminSteps(guard(admin), quarantine.index(), releases, removals, teacher, samples, clock)
                    .table());
        }
    }

    private void requireLoopback(AdminSettings admin) {
        try {
            if (!InetAddress.getByName(admin.host()).isLoopbackAddress() && !admin.allowRemote()) {
                throw new ConfigException(settings.where("admin.host") + " = " + admin.host()
                        + ": others could reach the admin API, by which mail is read, released and deleted, in the clear."
                        + " Leave it on 127.0.0.1 with a proxy with TLS in front, or set admin.allow-remote = true");
            }
        } catch (UnknownHostException e) {
            throw new ConfigException(settings.where("admin.host") + " = " + admin.host() + " is no address", e);
        }
    }

    private Guard guard(AdminSettings admin) {
        return new Guard(token(directories), admin.host(), admin.port(), admin.names());
    }

    /** What who asks over HTTP must show, made at the first start. */
    static byte[] token(Directories directories) {
        Path file = directories.data("", directory -> {
            Path token = directory.resolve(TOKEN);
            SecretFile.make(token);
            return token;
        });
        return SecretFile.read(TOKEN, file);
    }

    /** For those who may order some by other ways. */
    Releases releases() {
        return releases;
    }

    Map<String, Function<SeraiComponent.Options, Step>> steps() {
        return steps;
    }

    /** Gives Camel what the routes ask for. */
    void bind(Main main) {
        main.bind("adminHeaders", AdminSteps.HEADERS);
        main.bind("commandHeaders", OnlyHeaders.in(ReleaseCommands.HMAC));
        // Without one that is named Camel commits nothing.
        main.bind("recordCommits", new DefaultKafkaManualCommitFactory());
        main.bind("parkedHeaders", OnlyHeaders.out(ParkedRecords.HEADERS));
    }

    /** The routes run. */
    void started(CamelContext context) {
        routes.started(context);
    }
}
