package org.serai.mail;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The SMTP client at the other end (RFC 5598 section 4.3).
 *
 * @param name its verified host name, empty where it has none or none was looked up
 * @param trusted one of our own users, may relay: authenticated, or its address is in {@code trusted.networks}
 * @param login the name it authenticated with, empty where it has not
 */
public record Client(
        InetAddress address,
        @PolicyField("its port") int port,
        @PolicyField("its verified host name; empty where none was looked up, or it has none") String name,
        @PolicyField("one of our own users, who may relay") boolean trusted,
        @PolicyField("the name it authenticated with, or empty") String login) {

    /** One that has not authenticated. */
    public Client(InetAddress address, int port, String name, boolean trusted) {
        this(address, port, name, trusted, "");
    }

    public static Client of(InetSocketAddress remote, boolean trusted) {
        return new Client(remote.getAddress(), remote.getPort(), "", trusted);
    }

    /** After AUTH (RFC 4954). */
    public Client authenticated(String as) {
        return new Client(address, port, name, true, as);
    }

    /** The address without brackets or zone, {@code 192.0.2.1} or {@code 2001:db8:0:0:0:0:0:1}. */
    @PolicyField("its address")
    public String ip() {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
