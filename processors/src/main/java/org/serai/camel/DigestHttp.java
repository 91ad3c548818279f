package org.serai.camel;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server of its own behind {@code digest-http:}, since Camel has two, for health and for the admin API: users come to this one, and see
 * nothing else.
 */
final class DigestHttp extends ServiceSupport implements PlatformHttpEngine {

    private final VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
    private @Nullable VertxPlatformHttpServer server;

    /** @param largest octets of the body of a request */
    DigestHttp(String host, int port, long largest) {
        configuration.setBindHost(host);
        configuration.setBindPort(port);
        configuration.setHost(host);
        configuration.setPort(port);
        configuration.setMaxBodySize(largest);
        configuration.getBodyHandler().setHandleFileUploads(false);
        // Not that of another, by whose type Camel finds the server of the admin API.
        configuration.setServerType("digest");
    }

    /** Camel asks for each route; the first opens the port. */
    @Override
    public synchronized PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        if (server == null) {
            server = open(endpoint.getCamelContext());
        }
        return new VertxPlatformHttpConsumer(
                endpoint, processor, List.of(), VertxPlatformHttpRouter.getRouterNameFromPort(configuration.getPort()));
    }

    private VertxPlatformHttpServer open(CamelContext context) {
        var made = new VertxPlatformHttpServer(configuration);
        made.setCamelContext(context);
        ServiceHelper.startService(made);
        return made;
    }

    @Override
    public int getServerPort() {
        return configuration.getPort();
    }

    @Override
    protected synchronized void doStop() {
        ServiceHelper.stopService(server);
    }
}
