package org.serai.filter.clamav;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;

/**
 * Where a clamd listens.
 *
 * @param uri as the operator wrote it
 * @param socket unresolved, so that a host is looked up anew for each connection
 */
record ClamdAddress(String uri, SocketAddress socket) {

    private static final int PORT = 3310;

    /**
     * Reads {@code tcp://host:3310} or {@code unix:/path}; the port may be left out.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static ClamdAddress parse(String text) {
        if (text.startsWith("unix:/")) {
            return new ClamdAddress(text, UnixDomainSocketAddress.of(text.substring(5)));
        }
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw other(text);
        }
        String host = uri.getHost();
        boolean bare = uri.getRawUserInfo() == null
                && (uri.getRawPath() == null || uri.getRawPath().isEmpty())
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
        int port = uri.getPort() < 0 ? PORT : uri.getPort();
        if (!"tcp".equalsIgnoreCase(uri.getScheme()) || host == null || !bare || port < 1 || port > 65535) {
            throw other(text);
        }
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new ClamdAddress(text, InetSocketAddress.createUnresolved(name, port));
    }

    private static IllegalArgumentException other(String text) {
        return new IllegalArgumentException("'" + text + "' is not of the form tcp://host:3310 or unix:/path");
    }
}
