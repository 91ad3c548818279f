package org.serai.identity.spf;

import java.net.InetAddress;
import java.util.List;
import org.serai.mail.Network;

/** How many bits of an address must be the client's ({@code dual-cidr-length}, RFC 7208 section 5). */
record Prefixes(int four, int six) {

    boolean near(InetAddress client, List<? extends InetAddress> addresses) {
        int bits = client.getAddress().length == 4 ? four : six;
        return addresses.stream().anyMatch(address -> new Network(address, bits).contains(client));
    }
}
