package org.serai.delivery;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;

/**
 * Where a mail server listens, and what it speaks there.
 *
 * @param server unresolved, so that each connection resolves the name anew
 */
public record BackendAddress(Protocol protocol, InetSocketAddress server) {

    /** What is spoken to a backend. */
    public enum Protocol {
        /** RFC 5321. */
        SMTP,
        /** RFC 2033: each recipient of a message has a reply of its own. */
        LMTP
    }

    private static final int DEFAULT_PORT = 25;

    /**
     * Reads {@code smtp://host:port} or {@code lmtp://host:port}; the port of smtp may be left out.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static BackendAddress parse(String uri) {
        URI parsed = uri(uri);
        String host = parsed.getHost();
        boolean bare = parsed.getRawUserInfo() == null
                && (parsed.getRawPath() == null || parsed.getRawPath().isEmpty())
                && parsed.getRawQuery() == null
                && parsed.getRawFragment() == null;
        String scheme = String.valueOf(parsed.getScheme()).toLowerCase(Locale.ROOT);
        boolean lmtp = scheme.equals("lmtp");
        int port = parsed.getPort() < 0 && !lmtp ? DEFAULT_PORT : parsed.getPort();
        if (!(lmtp || scheme.equals("smtp")) || host == null || !bare || port < 1 || port > 65535) {
            throw other(uri);
        }
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new BackendAddress(lmtp ? Protocol.LMTP : Protocol.SMTP, InetSocketAddress.createUnresolved(name, port));
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw other(text);
        }
    }

    private static IllegalArgumentException other(String text) {
        return new IllegalArgumentException("'" + text + "' is not of the form smtp://host:port or lmtp://host:port");
    }

    @Override
    public String toString() {
        String host = server.getHostString();
        return protocol.name().toLowerCase(Locale.ROOT) + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]")
                + ":" + server.getPort();
    }
}
