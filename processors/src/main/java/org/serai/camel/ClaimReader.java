package org.serai.camel;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;
import org.serai.config.Settings;
import org.serai.custody.FileArchive;
import org.serai.custody.Stored;

/** The claim store for a command that runs beside Serai, or without it; where it is an endpoint of Camel, by the same routes. */
final class ClaimReader implements AutoCloseable {

    private final Settings settings;
    private final Directories directories;
    private final QuarantineSettings.Claims claims;
    private @Nullable DefaultCamelContext camel;
    private @Nullable RoutedClaims routed;

    ClaimReader(Settings settings, Directories directories) {
        this.settings = settings;
        this.directories = directories;
        this.claims = settings.bind("claim-store.", QuarantineSettings.Claims.class);
    }

    /**
     * Of the bytes of a claim, in hexadecimal.
     *
     * @throws org.serai.custody.GoneException when it is there no longer
     * @throws IOException when nobody answers
     */
    String sha256(String id) throws IOException {
        Stored stored = claims.inFiles()
                ? directories
                        .at("claim-store.uri", ClaimHome.DIRECTORY, FileArchive::new)
                        .open(id)
                : routed().open(id);
        return stored.content().sha256().hex();
    }

    /** Camel starts with the first claim: most commands need none. */
    private RoutedClaims routed() throws IOException {
        if (routed != null) {
            return routed;
        }
        Path routes = PolicyLoader.sources(directories.home(), settings)
                .routes()
                .resolve("listeners")
                .resolve(claims.routes() + RouteSources.SUFFIX);
        var context = new DefaultCamelContext();
        var reader = new RoutedClaims(settings.bind("quarantine.", QuarantineSettings.Quarantine.class)
                .timeout());
        try {
            context.getPropertiesComponent().addInitialProperty("claim-store.uri", claims.uri());
            context.getPropertiesComponent().addInitialProperty("claim-store.poll-uri", claims.pollUri());
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(PluginHelper.getResourceLoader(context).resolveResource("file:" + routes));
            context.start();
            reader.started(context.createProducerTemplate());
        } catch (Exception e) {
            context.stop();
            throw new IOException("the routes of the claim store cannot be started: " + e.getMessage(), e);
        }
        camel = context;
        routed = reader;
        return reader;
    }

    @Override
    public void close() {
        if (camel != null) {
            camel.stop();
        }
    }
}
