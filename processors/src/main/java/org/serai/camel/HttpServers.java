package org.serai.camel;

import org.apache.camel.main.Main;
import org.serai.admin.AdminSettings;
import org.serai.config.Settings;

/** What is served over HTTP, and where: health and metrics, and the admin API, if there is one, on a port of its own. */
final class HttpServers {

    private HttpServers() {}

    static void configure(Main main, Settings settings) {
        var http = settings.bind("http.", PolicySettings.Http.class);
        var admin = settings.bind("admin.", AdminSettings.class);
        serve(main, "camel.management", http.host(), http.port());
        // Where there is no API, Camel's other server is the same.
        serve(main, "camel.server", admin.on() ? admin.host() : http.host(), admin.on() ? admin.port() : http.port());
        long largest = settings.bind("release.", ReleaseSettings.Release.class)
                .maxCommandSize()
                .bytes();
        main.addInitialProperty("camel.server.maxBodySize", String.valueOf(largest));
        main.addInitialProperty("camel.server.fileUploadEnabled", "false");
        main.addInitialProperty("camel.management.healthCheckEnabled", "true");
        main.addInitialProperty("camel.management.metricsEnabled", "true");
        main.addInitialProperty("camel.health.exposureLevel", "full");
        // Mail is taken though nobody can be taught or released by a topic.
        main.addInitialProperty(
                "camel.health.excludePattern",
                "consumer:" + TrainingSteps.TOPIC_ROUTE + ",consumer:" + ReleaseCommands.ROUTE);
        main.addInitialProperty("camel.metrics.enabled", "true");
    }

    private static void serve(Main main, String server, String host, int port) {
        main.addInitialProperty(server + ".enabled", "true");
        main.addInitialProperty(server + ".host", host);
        main.addInitialProperty(server + ".port", String.valueOf(port));
    }
}
