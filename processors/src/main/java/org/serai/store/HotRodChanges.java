package org.serai.store;

import java.util.function.Consumer;
import org.infinispan.client.hotrod.annotation.ClientCacheEntryCreated;
import org.infinispan.client.hotrod.annotation.ClientCacheEntryExpired;
import org.infinispan.client.hotrod.annotation.ClientCacheEntryModified;
import org.infinispan.client.hotrod.annotation.ClientCacheEntryRemoved;
import org.infinispan.client.hotrod.annotation.ClientListener;
import org.infinispan.client.hotrod.event.ClientCacheEntryCreatedEvent;
import org.infinispan.client.hotrod.event.ClientCacheEntryExpiredEvent;
import org.infinispan.client.hotrod.event.ClientCacheEntryModifiedEvent;
import org.infinispan.client.hotrod.event.ClientCacheEntryRemovedEvent;

/** Tells of each change on the servers; Infinispan calls this by its annotations, so it is public. */
@ClientListener
public final class HotRodChanges {

    private final Consumer<String> written;
    private final Consumer<String> gone;

    HotRodChanges(Consumer<String> written, Consumer<String> gone) {
        this.written = written;
        this.gone = gone;
    }

    @ClientCacheEntryCreated
    public void created(ClientCacheEntryCreatedEvent<String> event) {
        written.accept(event.getKey());
    }

    @ClientCacheEntryModified
    public void modified(ClientCacheEntryModifiedEvent<String> event) {
        written.accept(event.getKey());
    }

    @ClientCacheEntryRemoved
    public void removed(ClientCacheEntryRemovedEvent<String> event) {
        gone.accept(event.getKey());
    }

    @ClientCacheEntryExpired
    public void expired(ClientCacheEntryExpiredEvent<String> event) {
        gone.accept(event.getKey());
    }
}
