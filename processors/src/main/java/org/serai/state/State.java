package org.serai.state;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.serai.config.ConfigException;
import org.serai.store.Store;
import org.serai.store.TableSpec;

/** The one way to look at the store from outside: by the firewall that runs, else in its files. */
public final class State {

    private final Path socket;
    private final Supplier<Store> files;

    /**
     * Nothing is opened yet.
     *
     * @param socket of {@link StateServer}
     * @param files opens them when no firewall runs
     */
    public State(Path socket, Supplier<Store> files) {
        this.socket = socket;
        this.files = files;
    }

    /**
     * Shows all entries of a table, in no order.
     *
     * @throws ConfigException saying what is wrong
     */
    public <V extends Record> void forEach(TableSpec<V> table, BiConsumer<String, V> each) throws IOException {
        try (var nothing = new BufferedReader(Reader.nullReader())) {
            ask(
                    new Request(Request.Action.LIST, table.name(), "", ""),
                    nothing,
                    line -> Entries.read(line, table.type(), each));
        }
    }

    /**
     * Does what is asked for.
     *
     * @param in lines of an import
     * @param out gets a line of JSON for each entry
     * @return how many entries it was about
     * @throws ConfigException saying what is wrong with the request
     */
    public long ask(Request request, BufferedReader in, Consumer<String> out) throws IOException {
        try (StateClient running = StateClient.connect(socket)) {
            if (running != null) {
                return running.run(request, Lines.of(in), out);
            }
            try (Store store = files.get()) {
                return new Entries(store).run(request, Lines.of(in), out);
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigException("state: " + e.getMessage(), e);
        }
    }
}
