package org.serai.camel;

import java.nio.file.Path;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.serai.config.Option;

/**
 * {@code from: serai:firewall}: all of Serai inside another's Camel application, such as an Integration that Camel K builds. It has contexts
 * of its own, reads {@code routes/} and {@code config/} under {@code home} as {@code bin/serai run} does, and stops, its sessions ended,
 * with the route that began it. Nothing flows through that route.
 */
final class FirewallSource implements Source {

    record Options(
            @Option(
                            value = "",
                            doc =
                                    "The directory of routes/, config/ and data/; empty: SERAI_HOME, else where Java runs.")
                    String home) {}

    private final Path home;

    FirewallSource(Options options) {
        String environment = System.getenv().getOrDefault("SERAI_HOME", ".");
        this.home = Path.of(options.home().isEmpty() ? environment : options.home())
                .toAbsolutePath()
                .normalize();
    }

    @Override
    public Consumer consumer(Endpoint endpoint, Processor route) {
        return new Firewall(endpoint, route);
    }

    private final class Firewall extends DefaultConsumer {

        private @Nullable Runnable stop;
        private boolean stopped;

        private Firewall(Endpoint endpoint, Processor route) {
            super(endpoint, route);
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            var application = new Application(Sections.settings(home, System.getProperties()), home);
            new Thread(() -> run(application), "serai").start();
        }

        /** What a person wrote wrong ends the application that it is part of: half a firewall is none. */
        private void run(Application application) {
            try {
                application.run(this::begun);
            } catch (RuntimeException e) {
                getExceptionHandler().handleException("Serai does not run", e);
                getEndpoint().getCamelContext().shutdown();
            }
        }

        private synchronized void begun(Runnable stopping) {
            stop = stopping;
            if (stopped) {
                new Thread(stopping, "serai-stop").start();
            }
        }

        @Override
        protected void doStop() throws Exception {
            Runnable stopping;
            synchronized (this) {
                stopped = true;
                stopping = stop;
            }
            if (stopping != null) {
                stopping.run();
            }
            super.doStop();
        }
    }
}
