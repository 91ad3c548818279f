package org.serai.filter.digest;

import org.jspecify.annotations.Nullable;
import org.serai.config.Option;
import org.serai.mail.Path;

/** Properties under {@code digest.}: whether there are digests, and where users ask for them. */
public record DigestAddresses(
        @Option(value = "false", doc = "Tell users by mail what quarantine holds back for them.") boolean enabled,
        @Option(
                        value = "digest@serai.local",
                        doc =
                                "Whoever has logged in and sends a mail to this address gets his digest at once; empty: nobody"
                                        + " can.")
                String address,
        @Option(value = "digest-off@serai.local", doc = "The same to get none any more.") String offAddress,
        @Option(value = "digest-on@serai.local", doc = "The same to get them again.") String onAddress) {

    /** What a user asks for. */
    public enum Request {
        NOW,
        OFF,
        ON
    }

    public DigestAddresses {
        for (String each : new String[] {address, offAddress, onAddress}) {
            if (!each.isEmpty() && (each.indexOf('@') <= 0 || each.endsWith("@"))) {
                throw new IllegalArgumentException("'" + each + "' is no address such as digest@example.org");
            }
        }
    }

    /** What a mail to this recipient asks for; null when the address is none of these. */
    public @Nullable Request request(Path recipient) {
        if (!enabled) {
            return null;
        }
        String said = recipient.localPart() + "@" + recipient.domain();
        if (said.equalsIgnoreCase(address)) {
            return Request.NOW;
        }
        if (said.equalsIgnoreCase(offAddress)) {
            return Request.OFF;
        }
        return said.equalsIgnoreCase(onAddress) ? Request.ON : null;
    }
}
