package org.serai.store;

import java.util.function.BiConsumer;
import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachelistener.annotation.CacheEntryCreated;
import org.infinispan.notifications.cachelistener.annotation.CacheEntryExpired;
import org.infinispan.notifications.cachelistener.annotation.CacheEntryModified;
import org.infinispan.notifications.cachelistener.annotation.CacheEntryRemoved;
import org.infinispan.notifications.cachelistener.event.CacheEntryCreatedEvent;
import org.infinispan.notifications.cachelistener.event.CacheEntryExpiredEvent;
import org.infinispan.notifications.cachelistener.event.CacheEntryModifiedEvent;
import org.infinispan.notifications.cachelistener.event.CacheEntryRemovedEvent;
import org.jspecify.annotations.Nullable;

/** Tells of each change after it was made; Infinispan calls this by its annotations, so it is public. */
@Listener(observation = Listener.Observation.POST)
public final class Changes {

    private final BiConsumer<String, @Nullable Cell> told;

    Changes(BiConsumer<String, @Nullable Cell> told) {
        this.told = told;
    }

    @CacheEntryCreated
    public void created(CacheEntryCreatedEvent<String, Cell> event) {
        told.accept(event.getKey(), event.getValue());
    }

    @CacheEntryModified
    public void modified(CacheEntryModifiedEvent<String, Cell> event) {
        told.accept(event.getKey(), event.getNewValue());
    }

    @CacheEntryRemoved
    public void removed(CacheEntryRemovedEvent<String, Cell> event) {
        told.accept(event.getKey(), null);
    }

    @CacheEntryExpired
    public void expired(CacheEntryExpiredEvent<String, Cell> event) {
        told.accept(event.getKey(), null);
    }
}
