package org.serai;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.serai.camel.StoredState;
import org.serai.config.ConfigException;
import org.serai.state.Request;
import org.serai.state.Request.Action;
import org.serai.state.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the store holds; docs/state.md. */
@Command(
        name = "state",
        description =
                "Lists and edits what the store holds, as lines of JSON: of the firewall that runs, else its files.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class StateCommand {

    /** Of {@code get} and {@code remove}, when nothing stands there. */
    private static final int ABSENT = 1;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Command(
            name = "list",
            description = "All entries of CACHE whose keys begin with PREFIX; without CACHE, the caches.")
    int list(
            @Parameters(paramLabel = "CACHE", arity = "0..1", defaultValue = "") String cache,
            @Parameters(paramLabel = "PREFIX", arity = "0..1", defaultValue = "") String prefix) {
        ask(Action.LIST, cache, prefix, "");
        return 0;
    }

    @Command(name = "get", description = "One entry; status 1 when there is none.")
    int get(@Parameters(paramLabel = "CACHE") String cache, @Parameters(paramLabel = "KEY") String key) {
        return ask(Action.GET, cache, key, "") > 0 ? 0 : ABSENT;
    }

    @Command(name = "put", description = "Writes one entry; its time to live begins anew.")
    int put(
            @Parameters(paramLabel = "CACHE") String cache,
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(paramLabel = "JSON", description = "The value, as list shows it.") String value) {
        ask(Action.PUT, cache, key, value);
        return 0;
    }

    @Command(name = "remove", description = "Removes one entry; status 1 when there is none.")
    int remove(@Parameters(paramLabel = "CACHE") String cache, @Parameters(paramLabel = "KEY") String key) {
        return ask(Action.REMOVE, cache, key, "") > 0 ? 0 : ABSENT;
    }

    @Command(name = "export", description = "All entries of CACHE, for import.")
    int export(@Parameters(paramLabel = "CACHE") String cache) {
        ask(Action.LIST, cache, "", "");
        return 0;
    }

    @Command(name = "import", description = "Writes the entries that it reads from standard input; says how many.")
    int imported(@Parameters(paramLabel = "CACHE") String cache) {
        out().println("{\"imported\":" + ask(Action.IMPORT, cache, "", "") + "}");
        out().flush();
        return 0;
    }

    private long ask(Action action, String cache, String key, String value) {
        State state = StoredState.from(common.settings(), common.home());
        var in = action == Action.IMPORT
                ? new InputStreamReader(System.in, StandardCharsets.UTF_8)
                : new StringReader("");
        try (var lines = new BufferedReader(in)) {
            PrintWriter out = out();
            long count = state.ask(new Request(action, cache, key, value), lines, out::println);
            out.flush();
            return count;
        } catch (IOException e) {
            throw new ConfigException("the firewall that runs does not answer: " + ConfigException.reason(e), e);
        }
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
