package org.serai.camel;

import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.serai.admin.AdminSettings;
import org.serai.admin.Guard;
import org.serai.config.Settings;
import org.serai.store.StoreSettings;
import org.serai.store.StoreUri;

/** By what people and programs look at a firewall: health from its start on, developer consoles, files of the camel command. */
final class Management extends MainListenerSupport {

    /** Parts of a start. */
    static final String STORE = "store";

    static final String POLICY = "policy";
    private static final String LISTENERS = "listeners";

    private final Settings settings;
    private final Directories directories;
    private final PolicySettings.Http http;
    private final ManagementSettings options;
    private final Resources resources;
    private final StartHealth start;

    /** Answers from now on, with what the start waits for. */
    Management(Settings settings, Directories directories, Resources resources) {
        this.settings = settings;
        this.directories = directories;
        this.resources = resources;
        this.http = settings.bind("http.", PolicySettings.Http.class);
        this.options = settings.bind("management.", ManagementSettings.class);
        this.start = resources.add(
                new StartHealth(http.host(), http.port(), resources.waiters("serai-start-health", 2, 20)));
        StoreUri store = settings.bind("store.", StoreSettings.class).uri();
        start.waitFor(
                STORE,
                "state is being opened (store.uri = " + store + ")"
                        + (store.kind() == StoreUri.Kind.EMBEDDED
                                ? ""
                                : "; those who share it are asked for it first, docs/state.md tells more"));
        start.waitFor(
                POLICY,
                "the policy is being loaded from "
                        + settings.bind("routes.", PolicySettings.Routes.class).dir());
        start.waitFor(LISTENERS, "listeners are being opened; clients are let in at the end");
    }

    /** Who looks into the routes. */
    ManagementSettings options() {
        return options;
    }

    /** One of the parts above is there. */
    void has(String part) {
        start.has(part);
    }

    /** Camel opens the port itself. */
    @Override
    public void beforeStart(BaseMainSupport main) {
        start.close();
    }

    /** All doors are open. */
    void started(CamelContext main, Generations generations, ScheduledExecutorService files) {
        start.has(LISTENERS);
        Health.alwaysWithDetails(main, http.port());
        Health.started(main, http.port());
        if (options.devConsole()) {
            var admin = settings.bind("admin.", AdminSettings.class);
            var guard = new Guard(ReleaseDesk.token(directories), http.host(), http.port(), admin.names());
            new DevConsoles(guard, main, () -> generations.current().context()).serve(http.port());
        }
        if (options.cli()) {
            var camel = resources.add(
                    new CamelFiles(Path.of(System.getProperty("user.home"), ".camel"), main, () -> generations
                            .current()
                            .context()));
            files.scheduleWithFixedDelay(camel::refresh, 0, 1, TimeUnit.SECONDS);
        }
    }
}
