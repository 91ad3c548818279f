package org.serai.identity;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Whether a client's name leads back to its address (RFC 8601 section 3).
 *
 * @param names what the address is called, at most as many as are looked at
 * @param name the first that leads back; empty unless {@link Result#PASS}
 * @param cause why it is so in our words
 * @param lookups what was asked and answered, in order: evidence
 */
public record IprevResult(Result result, List<String> names, String name, String cause, List<String> lookups) {

    /** RFC 8601 section 2.7.3; {@code permerror}: there is no name. */
    public enum Result {
        PASS,
        FAIL,
        TEMPERROR,
        PERMERROR;

        /** As in Authentication-Results. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is this address called? */
    public record Question(InetAddress client) implements org.serai.mail.Question<CompletableFuture<IprevResult>> {}

    public IprevResult {
        names = List.copyOf(names);
        lookups = List.copyOf(lookups);
    }
}
