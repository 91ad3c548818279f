package org.serai.history;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.serai.mail.Network;

/**
 * What counts as one client.
 *
 * @param ipv4 bits of its network, 0–32
 * @param ipv6 the same, 0–128
 */
record ClientNetworks(int ipv4, int ipv6) {

    /** Its network in CIDR notation. */
    String key(InetAddress client) {
        return Network.around(client, client instanceof Inet4Address ? ipv4 : ipv6)
                .toString();
    }
}
