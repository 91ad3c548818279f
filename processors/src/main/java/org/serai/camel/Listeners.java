package org.serai.camel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.smtp.SmtpSettings;
import org.serai.smtp.SubmissionSettings;

/** Which listeners the properties ask for, and whether their ports are free. */
final class Listeners {

    /**
     * A listener of ours.
     *
     * @param route name of the file that opens it
     * @param property of its port
     */
    private record Listener(String route, boolean on, String property, String host, int port) {}

    private final Settings settings;
    private final List<Listener> ours;

    /** @param ownMailbox there is no other backend than the built-in one */
    Listeners(Settings settings, boolean ownMailbox) {
        this.settings = settings;
        var smtp = settings.bind("smtp.", SmtpSettings.class);
        var users = settings.bind("outbound.", SubmissionSettings.class);
        var mailbox = settings.bind("mailbox.", PolicySettings.Mailbox.class);
        boolean usersTls = users.enabled() && users.tlsPort() != 0;
        this.ours = List.of(
                new Listener("smtp", true, "smtp.port", smtp.host(), smtp.port()),
                new Listener("outbound-door", users.enabled(), "outbound.port", users.host(), users.port()),
                new Listener("outbound-tls-door", usersTls, "outbound.tls-port", users.host(), users.tlsPort()),
                new Listener("mailbox", ownMailbox, "mailbox.port", "127.0.0.1", mailbox.port()));
    }

    /** All files of {@code directory}, for Camel, but those of listeners that the properties leave off. */
    String routeFiles(Path directory) {
        List<String> off = ours.stream()
                .filter(listener -> !listener.on())
                .map(listener -> listener.route() + RouteSources.SUFFIX)
                .toList();
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(RouteSources.SUFFIX))
                    .filter(file -> !off.contains(file.getFileName().toString()))
                    .sorted()
                    .map(file -> "file:" + file)
                    .collect(Collectors.joining(","));
        } catch (IOException e) {
            throw new ConfigException(directory + " cannot be listed: " + e, e);
        }
    }

    /** @throws ConfigException naming the property of the first port that is not free, HTTP's among them */
    void requireFreePorts() {
        ours.stream()
                .filter(Listener::on)
                .forEach(listener -> requireFree(listener.property(), listener.host(), listener.port()));
        var http = settings.bind("http.", PolicySettings.Http.class);
        requireFree("http.port", http.host(), http.port());
    }

    private void requireFree(String property, String host, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new ConfigException(
                    settings.where(property) + " = " + port + ": cannot listen on " + host + ":" + port + ": "
                            + e.getMessage() + "; free the port or set another one with -D" + property + "=...",
                    e);
        }
    }
}
