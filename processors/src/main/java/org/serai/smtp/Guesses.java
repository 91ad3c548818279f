package org.serai.smtp;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Network;

/** Counts wrong passwords by client network, in memory and of a bounded number of clients. */
public final class Guesses {

    private static final int MAX_CLIENTS = 10_000;

    private record Count(Instant since, int wrong) {}

    private final SubmissionSettings settings;
    private final Clock clock;

    /** The least recently wrong client first; it is forgotten first. */
    private final Map<Network, Count> clients = new LinkedHashMap<>();

    public Guesses(SubmissionSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    int perSession() {
        return settings.maxGuesses();
    }

    synchronized void wrong(InetAddress client) {
        Network network = Connections.network(client);
        Count known = current(network);
        clients.remove(network);
        clients.put(
                network, known == null ? new Count(clock.instant(), 1) : new Count(known.since(), known.wrong() + 1));
        if (clients.size() > MAX_CLIENTS) {
            clients.remove(clients.keySet().iterator().next());
        }
    }

    /** True when the client has had its share. */
    synchronized boolean exhausted(InetAddress client) {
        Count known = current(Connections.network(client));
        return known != null && known.wrong() >= settings.maxGuessesPerClient();
    }

    private @Nullable Count current(Network network) {
        Count known = clients.get(network);
        boolean over =
                known != null && known.since().plus(settings.guessWindow()).isBefore(clock.instant());
        return over ? null : known;
    }
}
