package org.serai.store;

import java.util.Locale;

/**
 * {@code store.uri}.
 *
 * @param clustered this process and others, by {@code store.cluster.*}; else this process alone
 */
public record StoreUri(boolean clustered) {

    public static final StoreUri EMBEDDED = new StoreUri(false);
    public static final StoreUri CLUSTER = new StoreUri(true);

    /** @throws IllegalArgumentException saying what there is */
    public static StoreUri parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "embedded:" -> EMBEDDED;
            case "cluster:" -> CLUSTER;
            default ->
                throw new IllegalArgumentException(
                        text.startsWith("hotrod:")
                                ? "an Infinispan server (hotrod:) cannot be used yet; it must be embedded: or cluster:"
                                : "'" + text + "' must be embedded: or cluster:");
        };
    }

    @Override
    public String toString() {
        return clustered ? "cluster:" : "embedded:";
    }
}
