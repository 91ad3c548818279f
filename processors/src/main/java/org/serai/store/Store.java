package org.serai.store;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.serai.config.ConfigException;

/** All tables of this process, opened once. */
public final class Store implements Tables, AutoCloseable {

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
        Backing backing = null;
        try {
            backing = settings.uri().kind() == StoreUri.Kind.HOTROD
                    ? new HotRodBacking(settings, hotRod, home, specs)
                    : new EmbeddedBacking(settings, cluster, files, home, specs);
            var store = new Store(files, backing);
            for (TableSpec<?> spec : specs) {
                store.add(backing.open(spec));
            }
            return store;
        } catch (RuntimeException e) {
            if (backing != null) {
                backing.close();
            }
            files.close();
            throw refused(settings, directory, e);
        }
    }

    private void add(Table<?> table) {
        if (tables.put(table.spec().name(), table) != null) {
            throw new IllegalArgumentException(
                    "two tables are called " + table.spec().name());
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
        String broken =
                "If files in " + directory + " are broken, move the directory of the table away: it begins empty";
        return new ConfigException(
                "store.uri = " + settings.uri() + " cannot be opened: " + reason + ". "
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
