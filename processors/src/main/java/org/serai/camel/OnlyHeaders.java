package org.serai.camel;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Takes into an exchange only the headers that are named, and lets none out: what a sender writes must not steer Camel, whose own
 * strategies have let {@code Camel*} fields of a polled mail in (CVE-2026-33454).
 */
final class OnlyHeaders implements HeaderFilterStrategy {

    private final Set<String> names;

    OnlyHeaders(String... names) {
        this.names = Set.of(names);
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return true;
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return !names.contains(name.toLowerCase(Locale.ROOT));
    }
}
