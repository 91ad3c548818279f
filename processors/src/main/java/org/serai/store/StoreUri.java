package org.serai.store;

import java.util.Locale;

/** {@code store.uri}. */
public enum StoreUri {
    /** One process, files under {@code data.dir}. */
    EMBEDDED,
    /** This process and others, by {@code store.cluster.*}. */
    CLUSTER;

    /** @throws IllegalArgumentException saying what there is */
    public static StoreUri parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "embedded:" -> EMBEDDED;
            case "cluster:" -> CLUSTER;
            default ->
                throw new IllegalArgumentException(
                        text.startsWith("hotrod:")
                                ? "an Infinispan server (hotrod:) cannot be used yet; embedded: or cluster: it must be"
                                : "'" + text + "' must be embedded: or cluster:");
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT) + ":";
    }
}
