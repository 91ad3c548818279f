package org.serai.delivery;

import java.util.List;
import org.serai.config.Option;

/** The property {@code outbound.uri}. */
public record OutboundSettings(
        @Option(
                        value = "",
                        doc =
                                "The smarthost for mail of our own users, smtp://host:port; several, separated by commas, stand"
                                        + " for each other in this order; empty: the backend")
                List<String> uri) {

    public OutboundSettings {
        BackendSettings.parse(uri, "outbound.uri");
    }

    /** In order. */
    public List<BackendAddress> addresses() {
        return BackendSettings.parse(uri, "outbound.uri");
    }
}
