package org.serai.camel;

import java.util.List;
import org.apache.camel.main.Main;
import org.serai.config.Settings;

/** How the context of listeners, API and scheduled consumers is set up; policies have contexts of their own. */
final class MainContext {

    private MainContext() {}

    /**
     * Sets it up.
     *
     * @param routeFiles the listeners
     * @param reports where DMARC reports are handed in
     */
    static void configure(Main main, Settings settings, String routeFiles, String reports) {
        main.configure()
                .withRoutesIncludePattern(routeFiles)
                .withJmxEnabled(
                        settings.bind("management.", ManagementSettings.class).counted())
                .withSourceLocationEnabled(true)
                .withShutdownTimeout(30)
                .withStreamCachingEnabled(false)
                .withAllowUseOriginalMessage(false);
        main.setPropertyPlaceholderLocations("false");
        settings.effective().forEach(main::addInitialProperty);
        main.addInitialProperty("dmarc.reports.uri", reports);
        // Settings know environment and -D already, in their order; to Camel they are for what is not ours.
        for (String mode : List.of("environmentVariableMode", "systemPropertiesMode")) {
            main.addInitialProperty("camel.component.properties." + mode, "1");
        }
        HttpServers.configure(main, settings);
        // Camel's own meters cost more than a phase; ours tell what an operator asks.
        for (String meters : List.of("enableExchangeEventNotifier", "enableRouteEventNotifier", "enableRoutePolicy")) {
            main.addInitialProperty("camel.metrics." + meters, "false");
        }
    }
}
