package org.serai.store;

import java.nio.file.Path;
import org.serai.config.Option;

/** The properties {@code store.hotrod.*}, for {@code store.uri=hotrod://…}. */
public record HotRodSettings(
        @Option(value = "", doc = "User of the servers; empty: they ask for none, which loopback ones alone may do.")
                String user,
        @Option(value = "", doc = "File whose first line is the user's password. Relative to SERAI_HOME.")
                Path passwordFile,
        @Option(
                        value = "SCRAM-SHA-512",
                        doc = "How the user authenticates: SCRAM-SHA-512, SCRAM-SHA-256, DIGEST-SHA-256 or PLAIN.")
                String mechanism,
        @Option(value = "true", doc = "TLS, by which the servers show a certificate. Only loopback ones do without.")
                boolean tls,
        @Option(
                        value = "",
                        doc =
                                "PEM file of the authorities that may have signed their certificates; empty: those that Java knows."
                                        + " Relative to SERAI_HOME.")
                Path authorities,
        @Option(value = "", doc = "The host that their certificates are for; empty: the first of store.uri.")
                String serverName,
        @Option(
                        value = "true",
                        doc =
                                "Learn from the servers where others are, and ask the one that has an entry; false: only those of"
                                        + " store.uri, where a balancer stands before them.")
                boolean discover,
        @Option(value = "serai-", doc = "Their caches are called so and by the table; made where there is none.")
                String prefix) {

    public HotRodSettings {
        if (!user.isEmpty() && passwordFile.toString().isEmpty()) {
            throw new IllegalArgumentException("store.hotrod.user needs store.hotrod.password-file");
        }
    }
}
