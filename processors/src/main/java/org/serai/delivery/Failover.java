package org.serai.delivery;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.serai.delivery.BackendAddress.Protocol;

/**
 * Backends that stand for each other: the first that can be reached serves. One that is only busy is waited for, since those
 * behind it may be meant for emergencies.
 */
final class Failover implements Source {

    private final List<Pool> pools;
    private final Alerts alerts;

    /** @param pools at least one, in the order in which they are tried */
    Failover(List<Pool> pools, Alerts alerts) {
        this.pools = List.copyOf(pools);
        this.alerts = alerts;
    }

    List<Pool> pools() {
        return pools;
    }

    List<Health> health() {
        return pools.stream().map(pool -> pool.backend().health()).toList();
    }

    @Override
    public CompletableFuture<Connection> acquire() {
        return first(0, Pool::acquire);
    }

    /** A connection that belongs to no pool. */
    CompletableFuture<Connection> connect() {
        return first(0, pool -> pool.backend().connectIfAdmitted());
    }

    /** A failure of one that another stands for is told to nobody but the operator. */
    private CompletableFuture<Connection> first(int index, Function<Pool, CompletableFuture<Connection>> of) {
        Pool pool = pools.get(index);
        CompletableFuture<Connection> wanted = of.apply(pool);
        if (index + 1 == pools.size()) {
            return wanted;
        }
        return wanted.handle((connection, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(connection);
                    }
                    if (pool.backend().health().reachable()) {
                        return CompletableFuture.<Connection>failedFuture(failure);
                    }
                    if (BackendException.unwrap(failure) instanceof BackendException known && known.alert() != null) {
                        alerts.raise("passed over", known.alert(), String.valueOf(known.getMessage()));
                    }
                    return first(index + 1, of);
                })
                .thenCompose(next -> next);
    }

    @Override
    public boolean oneRecipient() {
        return pools.stream().anyMatch(pool -> pool.backend().address().protocol() == Protocol.LMTP);
    }
}
