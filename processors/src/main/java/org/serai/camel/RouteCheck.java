package org.serai.camel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.serai.config.Settings;
import org.serai.dns.Zone;

/** What is wrong with the routes of an installation, without the network, and without any state read or written. */
public final class RouteCheck {

    private RouteCheck() {}

    /**
     * All problems of policy and listeners, in the order of their files and lines.
     *
     * @throws org.serai.config.ConfigException when something else than routes keeps the policy from being loaded, such as scores
     */
    public static List<Problem> of(Settings settings, Path home) {
        RouteSources sources = PolicyLoader.sources(home, settings);
        var out = new ArrayList<Problem>();
        try (var stage = new Stage(settings, home, new Zone(), Clock.systemUTC(), name -> true)) {
            out.addAll(stage.loader().check(sources));
        }
        out.addAll(ListenerCheck.check(listeners(sources), settings.effective()));
        return out.stream().distinct().sorted().toList();
    }

    /** The route files that are checked. */
    public static List<Path> files(Settings settings, Path home) {
        RouteSources sources = PolicyLoader.sources(home, settings);
        var out = new ArrayList<>(sources.routeFiles());
        Path listeners = listeners(sources);
        if (Files.isDirectory(listeners)) {
            out.addAll(ListenerCheck.files(listeners));
        }
        return out;
    }

    private static Path listeners(RouteSources sources) {
        return sources.routes().resolve(RouteSources.LISTENERS);
    }
}
