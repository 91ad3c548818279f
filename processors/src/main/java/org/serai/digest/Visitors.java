package org.serai.digest;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** How often each client (IPv4 address, IPv6 /64) has come within this minute; further ones are turned away. Counted in memory, by each node. */
public final class Visitors {

    /** Clients that are known at once: strangers beyond that wait for the next minute. */
    static final int MOST = 10_000;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int NETWORK = 8;

    private final int most;
    private final Clock clock;
    private final Map<String, Integer> counts = new HashMap<>();
    private Instant since = Instant.EPOCH;

    /** @param most requests of a client in a minute */
    public Visitors(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Counts a request; false: it is one too many. */
    public synchronized boolean welcome(InetAddress client) {
        Instant now = clock.instant();
        if (since.plus(MINUTE).isBefore(now)) {
            counts.clear();
            since = now;
        }
        String key = key(client);
        int count = counts.getOrDefault(key, 0);
        if (count >= most || count == 0 && counts.size() >= MOST) {
            return false;
        }
        counts.put(key, count + 1);
        return true;
    }

    private static String key(InetAddress client) {
        byte[] octets = client.getAddress();
        return HexFormat.of().formatHex(client instanceof Inet6Address ? Arrays.copyOf(octets, NETWORK) : octets);
    }
}
