package org.serai.delivery;

import java.util.List;
import org.serai.config.Option;

/** The property {@code outbound.uri}. */
public record OutboundSettings(
        @Option(
                        value = "",
                        doc =
                                "The smarthost for mail of our own users, authenticated or in trusted.networks, smtp://host:port; several, separated by commas, stand"
                                        + " for each other in this order; empty: the backend")
                List<BackendAddress> uri) {}
