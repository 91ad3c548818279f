package org.serai.delivery;

import java.util.List;

/**
 * Servers that stand for each other, and how the last attempt to connect to each went.
 *
 * @param mail whose mail they take, such as {@code mail to example.org}
 * @param inbound false when nothing but mail of our own users goes there
 * @param servers at least one
 */
public record Group(String mail, boolean inbound, List<Health> servers) {

    /** True when one can be reached, which is enough. */
    public boolean answers() {
        return servers.stream().anyMatch(Health::reachable);
    }
}
