package org.serai.store;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.eviction.EvictionStrategy;
import org.infinispan.lifecycle.ComponentStatus;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.partitionhandling.PartitionHandling;
import org.infinispan.persistence.sifs.configuration.SoftIndexFileStoreConfigurationBuilder;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.serai.config.ConfigException;

/** All tables of this process, opened once. */
public final class Store implements Tables, AutoCloseable {

    /** Changes of a table that wait for the disk, and as many on their way; with more, changing waits as well. */
    private static final int WRITE_BEHIND = 1_000;

    private static final long REAP_MINUTES = 5;

    private final StoreDirectory directory;
    private final EmbeddedCacheManager manager;
    private final Map<String, InfinispanTable<?>> tables = new LinkedHashMap<>();

    /**
     * How the store does.
     *
     * @param members nodes by name, empty when this process is alone by {@code store.uri}
     * @param entries by table
     * @param problem why it does not answer, empty when it does
     */
    public record Status(List<String> members, Map<String, Long> entries, String problem) {}

    private Store(StoreDirectory directory, EmbeddedCacheManager manager) {
        this.directory = directory;
        this.manager = manager;
    }

    /**
     * Opens; what was written before is there again. Waits for the disk, and for other nodes where there are some.
     *
     * @param directory of its files, of no other process
     * @param home what relative paths of {@code cluster} are under
     * @throws ConfigException when that cannot be, with the way out
     */
    public static Store open(
            StoreSettings settings, ClusterSettings cluster, Path directory, Path home, List<TableSpec<?>> specs) {
        StoreDirectory files = StoreDirectory.open(directory);
        EmbeddedCacheManager manager = null;
        try {
            manager = new DefaultCacheManager(
                    global(settings, cluster, home, specs).build(), false);
            var store = new Store(files, manager);
            manager.start();
            for (TableSpec<?> spec : specs) {
                store.define(spec, settings);
            }
            return store;
        } catch (RuntimeException e) {
            if (manager != null) {
                manager.stop();
            }
            files.close();
            throw refused(settings, directory, e);
        }
    }

    private static ConfigException refused(StoreSettings settings, Path directory, RuntimeException e) {
        Throwable root = e;
        while (root.getCause() != null && !(root instanceof ConfigException)) {
            root = root.getCause();
        }
        if (root instanceof ConfigException told) {
            return told;
        }
        String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return new ConfigException(
                "store.uri = " + settings.uri() + " cannot be opened: " + reason + ". If files in " + directory
                        + " are broken, move the directory of the table away: it begins empty"
                        + (settings.uri().clustered() ? ", or as other nodes have it" : ""),
                e);
    }

    private static GlobalConfigurationBuilder global(
            StoreSettings settings, ClusterSettings cluster, Path home, List<TableSpec<?>> specs) {
        var global = new GlobalConfigurationBuilder();
        if (settings.uri().clustered()) {
            global.transport()
                    .defaultTransport()
                    .clusterName(cluster.name())
                    .nodeName(cluster.bindAddress() + ":" + cluster.port())
                    .addProperty(JGroupsTransport.CHANNEL_CONFIGURATOR, new ClusterStack(cluster, home));
        } else {
            global.nonClusteredDefault();
        }
        global.cacheManagerName("serai");
        global.shutdown().hookBehavior(ShutdownHookBehavior.DONT_REGISTER);
        global.jmx().disable();
        global.metrics().gauges(false).histograms(false);
        global.serialization().addContextInitializer(new CellMarshaller(specs));
        return global;
    }

    private <V extends Record> void define(TableSpec<V> spec, StoreSettings settings) {
        manager.defineConfiguration(spec.name(), configuration(spec, settings));
        var cache = manager.<String, Cell>getCache(spec.name()).getAdvancedCache();
        if (tables.put(spec.name(), new InfinispanTable<>(spec, cache, settings.timeout())) != null) {
            throw new IllegalArgumentException("two tables are called " + spec.name());
        }
    }

    private Configuration configuration(TableSpec<?> spec, StoreSettings settings) {
        var builder = new ConfigurationBuilder();
        CacheMode mode = settings.uri().clustered() ? mode(spec) : CacheMode.LOCAL;
        builder.clustering().cacheMode(mode);
        if (mode.isClustered()) {
            builder.clustering()
                    .remoteTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .partitionHandling()
                    .whenSplit(PartitionHandling.ALLOW_READ_WRITES)
                    .mergePolicy(new MergeByTable<>(spec));
        }
        builder.memory().maxCount(spec.maxEntries()).whenFull(EvictionStrategy.REMOVE);
        builder.expiration().wakeUpInterval(REAP_MINUTES, TimeUnit.MINUTES);
        builder.persistence()
                .passivation(false)
                .addStore(SoftIndexFileStoreConfigurationBuilder.class)
                .dataLocation(directory.data(spec))
                .indexLocation(directory.index(spec))
                .preload(true)
                .segmented(mode.isClustered())
                .async()
                .enable()
                .modificationQueueSize(WRITE_BEHIND)
                .failSilently(false);
        return builder.build();
    }

    private static CacheMode mode(TableSpec<?> spec) {
        return switch (spec.spread()) {
            case LOCAL -> CacheMode.LOCAL;
            case REPLICATED -> CacheMode.REPL_SYNC;
            case DISTRIBUTED -> CacheMode.DIST_SYNC;
        };
    }

    @Override
    @SuppressWarnings("unchecked")
    public <V extends Record> Table<V> table(TableSpec<V> spec) {
        Table<?> table = Objects.requireNonNull(tables.get(spec.name()), spec.name());
        if (table.spec().type() != spec.type()) {
            throw new IllegalArgumentException(
                    spec.name() + " holds " + table.spec().type());
        }
        return (Table<V>) table;
    }

    /** All tables, as they were declared. */
    public List<Table<?>> tables() {
        return List.copyOf(tables.values());
    }

    public Status status() {
        var entries = new LinkedHashMap<String, Long>();
        tables.forEach((name, table) -> entries.put(name, table.size()));
        return new Status(
                manager.getMembers() == null
                        ? List.of()
                        : manager.getMembers().stream().map(Object::toString).toList(),
                entries,
                manager.getStatus() == ComponentStatus.RUNNING ? "" : "not running: " + manager.getStatus());
    }

    /** Writes to disk what is not there yet. */
    @Override
    public void close() {
        try {
            manager.stop();
        } finally {
            directory.close();
        }
    }
}
