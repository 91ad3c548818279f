package org.serai.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Network;

/** Where a DNS server listens. */
record ServerAddress(InetSocketAddress socket) {

    private static final int PORT = 53;

    /**
     * Reads {@code 192.0.2.53}, {@code 192.0.2.53:5353}, {@code 2001:db8::53} or {@code [2001:db8::53]:5353}.
     *
     * @throws IllegalArgumentException for anything else, host names too: who would look them up?
     */
    public static ServerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        boolean hasPort = colon > 0 && (bracketed ? text.charAt(colon - 1) == ']' : text.indexOf(':') == colon);
        String host = hasPort ? text.substring(0, colon) : text;
        try {
            InetAddress address =
                    Network.literal(bracketed && host.endsWith("]") ? host.substring(1, host.length() - 1) : host);
            int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : PORT;
            if (port > 0) {
                return new ServerAddress(new InetSocketAddress(address, port));
            }
        } catch (IllegalArgumentException e) {
            throw other(text, e);
        }
        throw other(text, null);
    }

    private static IllegalArgumentException other(String text, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "'" + text + "' is not an address such as 192.0.2.53, 192.0.2.53:53 or [2001:db8::53]:53", cause);
    }

    @Override
    public String toString() {
        String host = socket.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + socket.getPort();
    }
}
