package org.serai.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask the admin API and the developer consoles: whoever shows the token, and no page in a browser, by whatever name it reaches this port (DNS rebinding) or in
 * whatever form it posts.
 */
public final class Guard {

    private static final String SCHEME = "Bearer ";
    private static final String NO_BROWSER = "Not for browsers";

    private final byte[] token;
    private final Set<String> hosts;

    /**
     * One for a port.
     *
     * @param token as its file has it
     * @param host where it listens
     * @param names by which others reach it, {@code admin.names}
     */
    public Guard(byte[] token, String host, int port, List<String> names) {
        this.token = token.clone();
        this.hosts = new HashSet<>();
        for (String name : List.of(AdminSettings.named(host), "localhost", "127.0.0.1", "[::1]")) {
            hosts.add(name.toLowerCase(Locale.ROOT) + ":" + port);
        }
        names.forEach(name -> {
            hosts.add(name.toLowerCase(Locale.ROOT));
            hosts.add(name.toLowerCase(Locale.ROOT) + ":" + port);
        });
    }

    /**
     * Lets a request pass, or not.
     *
     * @param host the field of that name, and so on
     * @throws Problem.Refusal when it must not be answered
     */
    public void check(@Nullable String host, @Nullable String origin, @Nullable String authorization)
            throws Problem.Refusal {
        if (authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                || !MessageDigest.isEqual(
                        token, authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8))) {
            throw new Problem.Refusal(
                    Problem.Kind.UNAUTHORIZED,
                    "No token",
                    "Send Authorization: Bearer with what data.dir/admin.token holds");
        }
        if (origin != null) {
            throw new Problem.Refusal(
                    Problem.Kind.FORBIDDEN, NO_BROWSER, "A request with an Origin comes from a page, and is refused");
        }
        if (host == null || !hosts.contains(host.toLowerCase(Locale.ROOT))) {
            throw new Problem.Refusal(
                    Problem.Kind.FORBIDDEN,
                    NO_BROWSER,
                    "Host names neither the address of this port nor one of admin.names");
        }
    }
}
