package org.serai.store;

import java.time.Duration;
import org.serai.config.Option;
import org.serai.config.Size;

/** The properties {@code store.*}. */
public record StoreSettings(
        @Option(
                        value = "embedded:",
                        doc =
                                "Where state lies: embedded: (this process alone, files in data.dir/store), cluster: (shared by all"
                                        + " nodes of store.cluster.*, each with files of its own) or hotrod://host:11222,… (on servers of"
                                        + " Infinispan, store.hotrod.*).")
                StoreUri uri,
        @Option(
                        value = "2s",
                        least = "1ms",
                        doc = "Time for one answer of the store; what is late becomes *_TEMPERROR.")
                Duration timeout,
        @Option(
                        value = "64MB",
                        doc =
                                "Free disk space below which state is kept in memory alone: a full disk would keep it from answering.")
                Size minFree) {}
