package org.serai.smtp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.serai.mail.Network;

/** Counts connections, in all and by client network (IPv4 address, IPv6 /64). */
final class Connections {

    private static final int IPV6_PREFIX = 64;

    private final int max;
    private final int maxPerClient;
    private final AtomicInteger all = new AtomicInteger();
    private final ConcurrentHashMap<Network, Integer> byClient = new ConcurrentHashMap<>();

    Connections(int max, int maxPerClient) {
        this.max = max;
        this.maxPerClient = maxPerClient;
    }

    /** Counts one more, for {@link #close} to take back; false, and nothing counted, when that is too many. */
    boolean open(InetAddress client) {
        int total = all.incrementAndGet();
        int same = byClient.merge(network(client), 1, Integer::sum);
        if (total <= max && same <= maxPerClient) {
            return true;
        }
        close(client);
        return false;
    }

    void close(InetAddress client) {
        all.decrementAndGet();
        byClient.computeIfPresent(network(client), (key, count) -> count == 1 ? null : count - 1);
    }

    /** More than 80 % of what is allowed. */
    boolean underLoad() {
        return all.get() * 5L > max * 4L;
    }

    static Network network(InetAddress client) {
        return Network.around(client, client instanceof Inet6Address ? IPV6_PREFIX : Integer.SIZE);
    }
}
