package org.serai.smtp;

import org.serai.config.Option;

/** The properties {@code smtp.tls.*}. */
public record TlsSettings(
        @Option(value = "true", doc = "Offer STARTTLS.") boolean enabled,
        @Option(
                        value = "",
                        doc =
                                "PEM file with the certificate chain; empty: one made for smtp.hostname and kept in data.dir/tls.")
                String certificate,
        @Option(value = "", doc = "PEM file with the private key.") String key) {

    public TlsSettings {
        if (certificate.isEmpty() != key.isEmpty()) {
            throw new IllegalArgumentException("certificate and key must be set both or not at all");
        }
    }
}
