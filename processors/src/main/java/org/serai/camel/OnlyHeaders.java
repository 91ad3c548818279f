package org.serai.camel;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Lets only the headers pass that are named: what a sender writes must not steer Camel, whose own strategies have let {@code Camel*}
 * fields of a polled mail in (CVE-2026-33454), and what steers Camel is nobody else's business.
 */
final class OnlyHeaders implements HeaderFilterStrategy {

    private final Set<String> in;
    private final Set<String> out;

    private OnlyHeaders(Set<String> in, Set<String> out) {
        this.in = in;
        this.out = out;
    }

    /** Takes these into an exchange, in lower case, and lets those out. */
    static OnlyHeaders of(Set<String> in, Set<String> out) {
        return new OnlyHeaders(Set.copyOf(in), Set.copyOf(out));
    }

    /** Takes these into an exchange, and lets none out. */
    static OnlyHeaders in(String... names) {
        return new OnlyHeaders(Set.of(names), Set.of());
    }

    /** Lets these out of an exchange, and takes none in. */
    static OnlyHeaders out(String... names) {
        return new OnlyHeaders(Set.of(), Set.of(names));
    }

    /** Takes some into an exchange, named in lower case, and lets others out. */
    static OnlyHeaders both(Set<String> in, Set<String> out) {
        return new OnlyHeaders(Set.copyOf(in), Set.copyOf(out));
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !out.contains(name);
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return !in.contains(name.toLowerCase(Locale.ROOT));
    }
}
