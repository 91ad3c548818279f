package org.serai.filter;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.serai.mail.Network;

/**
 * Addresses that no host of the public Internet has (RFC 6890 and its successors): nobody there can be answered, and no list of
 * others knows them. Not those for documentation, which do no harm.
 */
public final class ReservedAddress {

    private static final List<Network> NETWORKS = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "224.0.0.0/3",
                    "::/127",
                    "fc00::/7",
                    "fe80::/10",
                    "ff00::/8")
            .map(Network::parse)
            .toList();

    private ReservedAddress() {}

    /** True for an address of a private network, of this host or link, for many, or for none. */
    public static boolean is(InetAddress address) {
        return Network.anyContains(NETWORKS, address);
    }
}
