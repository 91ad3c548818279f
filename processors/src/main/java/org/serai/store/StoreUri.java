package org.serai.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.serai.store.ClusterSettings.Member;

/**
 * {@code store.uri}.
 *
 * @param servers some of a cluster of Infinispan, for {@link Kind#HOTROD}
 */
public record StoreUri(Kind kind, List<Member> servers) {

    /** Where state lies. */
    public enum Kind {
        /** In this process alone. */
        EMBEDDED,
        /** In this process and others, by {@code store.cluster.*}. */
        CLUSTER,
        /** On servers of Infinispan, by {@code store.hotrod.*}. */
        HOTROD
    }

    public static final StoreUri EMBEDDED = new StoreUri(Kind.EMBEDDED, List.of());
    public static final StoreUri CLUSTER = new StoreUri(Kind.CLUSTER, List.of());

    private static final String HOTROD = "hotrod://";

    /** @throws IllegalArgumentException saying what there is */
    public static StoreUri parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals("embedded:")) {
            return EMBEDDED;
        } else if (lower.equals("cluster:")) {
            return CLUSTER;
        } else if (!lower.startsWith(HOTROD)) {
            throw new IllegalArgumentException(
                    "'" + text + "' must be embedded:, cluster: or hotrod://host:port,host:port");
        } else if (text.indexOf('@') >= 0) {
            throw new IllegalArgumentException("hotrod:// has hosts and ports only; the user is store.hotrod.user");
        }
        var servers = new ArrayList<Member>();
        String rest = text.substring(HOTROD.length());
        for (int from = 0; from <= rest.length(); ) {
            int comma = rest.indexOf(',', from);
            int to = comma < 0 ? rest.length() : comma;
            servers.add(Member.parse(rest.substring(from, to).strip()));
            from = to + 1;
        }
        return new StoreUri(Kind.HOTROD, List.copyOf(servers));
    }

    @Override
    public String toString() {
        return switch (kind) {
            case EMBEDDED -> "embedded:";
            case CLUSTER -> "cluster:";
            case HOTROD ->
                HOTROD + String.join(",", servers.stream().map(Member::toString).toList());
        };
    }
}
