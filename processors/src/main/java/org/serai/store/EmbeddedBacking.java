package org.serai.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;

/** Tables in this process, alone or with others. */
final class EmbeddedBacking implements Backing {

    /** Changes of a table that wait for the disk, and as many on their way; with more, changing waits as well. */
    private static final int WRITE_BEHIND = 1_000;

    private static final long REAP_MINUTES = 5;

    private final StoreSettings settings;
    private final StoreDirectory directory;
    private final EmbeddedCacheManager manager;
    private final boolean doubted;
    private final List<TableFiles> files = new ArrayList<>();

    /**
     * Waits for other nodes where there are some.
     *
     * @param doubted the files did not open: each of their records is read first
     */
    EmbeddedBacking(
            StoreSettings settings,
            ClusterSettings cluster,
            StoreDirectory directory,
            Path home,
            List<TableSpec<?>> specs,
            boolean doubted) {
        this.settings = settings;
        this.doubted = doubted;
        this.directory = directory;
        this.manager = new DefaultCacheManager(global(cluster, home, specs).build(), false);
        try {
            manager.start();
        } catch (RuntimeException e) {
            manager.stop();
            throw e;
        }
    }

    private boolean clustered() {
        return settings.uri().kind() == StoreUri.Kind.CLUSTER;
    }

    private GlobalConfigurationBuilder global(ClusterSettings cluster, Path home, List<TableSpec<?>> specs) {
        var global = new GlobalConfigurationBuilder();
        if (clustered()) {
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

    @Override
    public <V extends Record> Table<V> open(TableSpec<V> spec) {
        var onDisk = directory.files(spec, doubted);
        files.add(onDisk);
        manager.defineConfiguration(spec.name(), configuration(spec, onDisk));
        return new EmbeddedTable<>(
                spec,
                manager.<String, Cell>getCache(spec.name()).getAdvancedCache(),
                settings.timeout(),
                onDisk::resting);
    }

    private Configuration configuration(TableSpec<?> spec, TableFiles onDisk) {
        var builder = new ConfigurationBuilder();
        CacheMode mode = clustered() ? mode(spec) : CacheMode.LOCAL;
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
                .addStore(SparingFiles.Builder.class)
                .files(onDisk)
                .dataLocation(onDisk.data())
                .indexLocation(onDisk.index())
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
    public List<String> members() {
        return manager.getMembers() == null
                ? List.of()
                : manager.getMembers().stream().map(Object::toString).toList();
    }

    @Override
    public String problem() {
        return manager.getStatus() == ComponentStatus.RUNNING ? "" : "not running: " + manager.getStatus();
    }

    @Override
    public String disk() {
        return directory.full()
                ? directory.problem()
                : files.stream()
                        .map(TableFiles::problem)
                        .filter(problem -> !problem.isEmpty())
                        .findFirst()
                        .orElse("");
    }

    @Override
    public void close() {
        manager.stop();
    }
}
