package org.serai.camel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.serai.admin.AdminSettings;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.filter.digest.DigestAddresses;
import org.serai.kafka.KafkaSettings;
import org.serai.kafka.TopicUri;
import org.serai.smtp.SmtpSettings;
import org.serai.smtp.SubmissionSettings;

/** Which listeners the properties ask for, and whether their ports are free. */
final class Listeners {

    /**
     * A listener of ours.
     *
     * @param route name of the file that opens it
     * @param hostProperty says which address
     * @param portProperty says which port
     */
    private record Listener(
            String route, boolean on, String hostProperty, String host, String portProperty, int port) {}

    private final Settings settings;
    private final List<Listener> ours;
    private final List<String> off;

    /** @param ownMailbox there is no other backend than the built-in one */
    Listeners(Settings settings, boolean ownMailbox) {
        this.settings = settings;
        var smtp = settings.bind("smtp.", SmtpSettings.class);
        var users = settings.bind("outbound.", SubmissionSettings.class);
        var mailbox = settings.bind("mailbox.", PolicySettings.Mailbox.class);
        this.off = off();
        var admin = settings.bind("admin.", AdminSettings.class);
        var digest = settings.bind("digest.", DigestSettings.Digest.class);
        boolean digests = settings.bind("digest.", DigestAddresses.class).enabled();
        boolean usersTls = users.enabled() && users.tlsPort() != 0;
        this.ours = List.of(
                new Listener("smtp", true, "smtp.host", smtp.host(), "smtp.port", smtp.port()),
                new Listener(
                        "outbound-door", users.enabled(), "outbound.host", users.host(), "outbound.port", users.port()),
                new Listener(
                        "outbound-tls-door",
                        usersTls,
                        "outbound.host",
                        users.host(),
                        "outbound.tls-port",
                        users.tlsPort()),
                new Listener(AdminSteps.ROUTE, admin.on(), "admin.host", admin.host(), "admin.port", admin.port()),
                new Listener(
                        DigestDesk.DOOR,
                        digests && digest.pages(),
                        "digest.host",
                        digest.host(),
                        "digest.port",
                        digest.port()),
                new Listener("mailbox", ownMailbox, "mailbox.port", "127.0.0.1", "mailbox.port", mailbox.port()));
    }

    private List<String> off() {
        var out = new ArrayList<String>();
        if (!settings.bind("dmarc.reports.", PolicySettings.DmarcReports.class).enabled()) {
            out.add(DmarcReports.ROUTE + RouteSources.SUFFIX);
        }
        if (!settings.bind("digest.", DigestAddresses.class).enabled()) {
            out.add(DigestDesk.ROUTE + RouteSources.SUFFIX);
        }
        boolean kafka = !settings.bind("kafka.", KafkaSettings.class).brokers().isEmpty();
        var release = settings.bind("release.", ReleaseSettings.Release.class);
        if (!kafka) {
            out.add(TrainingSteps.TOPIC_ROUTE + RouteSources.SUFFIX);
        }
        if (!kafka || release.parkedUri().isEmpty()) {
            out.add(ParkedRecords.ROUTE + RouteSources.SUFFIX);
        }
        if (release.uri().isEmpty()) {
            out.add(ReleaseCommands.ROUTE + RouteSources.SUFFIX);
        } else if (!kafka) {
            throw new ConfigException(
                    settings.where("release.uri") + " = " + release.uri() + " needs kafka.brokers = host:port");
        }
        boolean topic =
                TopicUri.is(settings.bind("audit.", PolicySettings.Audit.class).uri());
        out.add((topic ? Custody.TRAIL_ROUTE : Custody.TOPIC_ROUTE) + RouteSources.SUFFIX);
        if (!settings.bind("quarantine.", QuarantineSettings.Quarantine.class).onTopic()) {
            out.addAll(ofTopic(QuarantineHome.NAME));
        }
        if (!settings.bind("dead-letter.", PolicySettings.DeadLetter.class).onTopic()) {
            out.addAll(ofTopic(DeadLetterHome.NAME));
        }
        boolean noTopic = !settings.bind("quarantine.", QuarantineSettings.Quarantine.class)
                        .onTopic()
                && !settings.bind("dead-letter.", PolicySettings.DeadLetter.class)
                        .onTopic();
        var claims = settings.bind("claim-store.", QuarantineSettings.Claims.class);
        for (String routes : List.of(RoutedClaims.ROUTE, RoutedClaims.OBJECTS_ROUTE)) {
            if (noTopic || claims.inFiles() || !routes.equals(claims.routes())) {
                out.add(routes + RouteSources.SUFFIX);
            }
        }
        if (settings.bind("learn.imap.", LearnSettings.Mailbox.class).uri().isEmpty()) {
            out.add(TrainingSteps.MAILBOX_ROUTE + RouteSources.SUFFIX);
        }
        return out;
    }

    private static List<String> ofTopic(String name) {
        return List.of(
                TopicHome.Use.topicRoute(name) + RouteSources.SUFFIX,
                TopicHome.Use.outboxRoute(name) + RouteSources.SUFFIX);
    }

    /** All files of {@code directory}, for Camel, but those of listeners that the properties leave off. */
    String routeFiles(Path directory) {
        List<String> closed = ours.stream()
                .filter(listener -> !listener.on())
                .map(listener -> listener.route() + RouteSources.SUFFIX)
                .toList();
        return RouteSources.list(directory, RouteSources.SUFFIX).stream()
                .filter(file -> !closed.contains(file.getFileName().toString())
                        && !off.contains(file.getFileName().toString()))
                .map(file -> "file:" + file)
                .collect(Collectors.joining(","));
    }

    /**
     * Takes all ports at once, so that two of our own that are the same are told too.
     *
     * @throws ConfigException naming the property of the first that cannot be had, HTTP's among them
     */
    void requireFreePorts() {
        var http = settings.bind("http.", PolicySettings.Http.class);
        var ports = new FreePorts(settings);
        for (Listener listener : ours) {
            if (listener.on()) {
                ports.take(listener.hostProperty(), listener.host(), listener.portProperty(), listener.port());
            }
        }
        ports.take("http.host", http.host(), "http.port", http.port());
    }
}
