package org.serai.mail;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The SMTP client at the other end (RFC 5598 section 4.3).
 *
 * @param name its verified host name, empty where it has none or none was looked up
 * @param trusted its address is in {@code trusted.networks}: one of our own, may relay
 */
public record Client(InetAddress address, int port, String name, boolean trusted) {

    public static Client of(InetSocketAddress remote, boolean trusted) {
        return new Client(remote.getAddress(), remote.getPort(), "", trusted);
    }

    /** The address without brackets or zone, {@code 192.0.2.1} or {@code 2001:db8:0:0:0:0:0:1}. */
    public String ip() {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
