package org.serai.store;

import java.util.function.BooleanSupplier;
import org.infinispan.AdvancedCache;
import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachelistener.annotation.CacheEntriesEvicted;
import org.infinispan.notifications.cachelistener.event.CacheEntriesEvictedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What made room in memory goes from the disk too, else it would grow without limit. Infinispan calls this by its annotation,
 * so it is public.
 */
@Listener
public final class Overflow {

    private static final Logger LOG = LoggerFactory.getLogger(Overflow.class);

    private final AdvancedCache<String, Cell> cache;
    private final BooleanSupplier full;

    /** @param full the disk has no room, and is let alone */
    Overflow(AdvancedCache<String, Cell> cache, BooleanSupplier full) {
        this.cache = cache;
        this.full = full;
    }

    @CacheEntriesEvicted
    public void evicted(CacheEntriesEvictedEvent<String, Cell> event) {
        if (full.getAsBoolean()) {
            return;
        }
        // Only this very write: the key may have come again.
        event.getEntries().forEach((key, cell) -> cache.removeAsync(key, cell).whenComplete((removed, failure) -> {
            if (failure != null) {
                LOG.warn("{}: an entry that made room stays on the disk", cache.getName(), failure);
            }
        }));
    }
}
