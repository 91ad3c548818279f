package org.serai.directory;

import java.net.URI;
import java.util.Locale;

/**
 * An LDAP server, {@code ldap://host:389} or {@code ldaps://host:636}.
 *
 * @param secure TLS from the first octet on
 */
public record LdapServer(String host, int port, boolean secure) {

    /**
     * Reads the URI; the port may be left out.
     *
     * @throws IllegalArgumentException for anything else, such as a URI with a base
     */
    public static LdapServer parse(String uri) {
        URI parsed = uri(uri);
        String scheme = String.valueOf(parsed.getScheme()).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("ldaps");
        String path = parsed.getRawPath();
        boolean bare = parsed.getRawUserInfo() == null
                && (path == null || path.isEmpty() || path.equals("/"))
                && parsed.getRawQuery() == null
                && parsed.getRawFragment() == null;
        String host = parsed.getHost();
        int port = parsed.getPort() < 0 ? secure ? 636 : 389 : parsed.getPort();
        if (!(secure || scheme.equals("ldap")) || host == null || !bare || port < 1 || port > 65535) {
            throw other(uri);
        }
        return new LdapServer(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port, secure);
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw other(text);
        }
    }

    private static IllegalArgumentException other(String text) {
        return new IllegalArgumentException("'" + text
                + "' is not of the form ldap://host:port or ldaps://host:port (the base stands in ldap.base)");
    }

    @Override
    public String toString() {
        return (secure ? "ldaps://" : "ldap://") + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
