package org.serai.store;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.infinispan.persistence.spi.PersistenceException;
import org.serai.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All tables of this process, opened once. */
public final class Store implements Tables, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    private final StoreDirectory directory;
    private final Backing backing;
    private final Map<String, Table<?>> tables = new LinkedHashMap<>();

    /**
     * How the store does.
     *
     * @param members nodes or servers by name, empty when this process is alone by {@code store.uri}
     * @param entries by table
     * @param problem why it does not answer, empty when it does
     * @param disk why it answers and writes nothing to the disk, empty when it does
     */
    public record Status(List<String> members, Map<String, Long> entries, String problem, String disk) {}

    private Store(StoreDirectory directory, Backing backing) {
        this.directory = directory;
        this.backing = backing;
    }

    /**
     * Opens; what was written before is there again. Waits for the disk, for other nodes or for servers.
     *
     * @param directory of its files, of no other process
     * @param home what relative paths of {@code cluster} and {@code hotRod} are under
     * @throws ConfigException when that cannot be, with the way out
     */
    public static Store open(
            StoreSettings settings,
            ClusterSettings cluster,
            HotRodSettings hotRod,
            Path directory,
            Path home,
            List<TableSpec<?>> specs) {
        StoreDirectory files = StoreDirectory.open(directory, settings.minFree());
        try {
            return switch (settings.uri().kind()) {
                case HOTROD -> opened(files, new HotRodBacking(settings, hotRod, home, specs), specs);
                case EMBEDDED, CLUSTER -> embedded(settings, cluster, files, home, specs);
            };
        } catch (RuntimeException e) {
            files.close();
            throw refused(settings, directory, e);
        }
    }

    private static Store embedded(
            StoreSettings settings,
            ClusterSettings cluster,
            StoreDirectory files,
            Path home,
            List<TableSpec<?>> specs) {
        try {
            return opened(files, new EmbeddedBacking(settings, cluster, files, home, specs, false), specs);
        } catch (RuntimeException e) {
            if (!ofFiles(e)) {
                throw e;
            }
            LOG.warn(
                    "{} does not open ({}): each record of its files is read now, which may take longer",
                    files,
                    reason(root(e)));
            return opened(files, new EmbeddedBacking(settings, cluster, files, home, specs, true), specs);
        }
    }

    private static Store opened(StoreDirectory files, Backing backing, List<TableSpec<?>> specs) {
        try {
            var store = new Store(files, backing);
            for (TableSpec<?> spec : specs) {
                store.add(backing.open(spec));
            }
            return store;
        } catch (RuntimeException e) {
            backing.close();
            throw e;
        }
    }

    private static boolean ofFiles(Throwable e) {
        return e instanceof PersistenceException || e.getCause() != null && ofFiles(e.getCause());
    }

    private void add(Table<?> table) {
        if (tables.put(table.spec().name(), table) != null) {
            throw new IllegalArgumentException(
                    "two tables are called " + table.spec().name());
        }
    }

    /** The first cause, or what was told already. */
    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null && !(root instanceof ConfigException)) {
            root = root.getCause();
        }
        return root;
    }

    private static String reason(Throwable root) {
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    private static ConfigException refused(StoreSettings settings, Path directory, RuntimeException e) {
        Throwable root = root(e);
        if (root instanceof ConfigException told) {
            return told;
        }
        String broken =
                "If files in " + directory + " are broken, move the directory of the table away: it begins empty";
        return new ConfigException(
                "store.uri = " + settings.uri() + " cannot be opened: " + reason(root) + ". "
                        + switch (settings.uri().kind()) {
                            case EMBEDDED -> broken;
                            case CLUSTER -> broken + ", or as other nodes have it";
                            case HOTROD ->
                                "Do the servers run, do they take store.hotrod.user, and may he make their caches, or are"
                                        + " these there?";
                        },
                e);
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
        try {
            tables.forEach((name, table) -> entries.put(name, table.size()));
        } catch (StoreException e) {
            return new Status(backing.members(), entries, String.valueOf(e.getMessage()), "");
        }
        return new Status(backing.members(), entries, backing.problem(), backing.disk());
    }

    /** Writes to disk what is not there yet. */
    @Override
    public void close() {
        try {
            backing.close();
        } finally {
            directory.close();
        }
    }
}
