package org.serai.filter;

import java.util.Set;

/** What the step {@code serai:relayed} notices. */
public final class RelayedSymbols {

    /** Mail by way of {@code trusted.relays} in which no client can be made out. */
    public static final String UNPARSED = "RELAY_UNPARSED";

    static final Set<String> ALL = Set.of(UNPARSED);

    private RelayedSymbols() {}
}
