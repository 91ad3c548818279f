package org.serai.kafka;

import java.nio.file.Path;
import org.serai.config.Option;
import org.serai.config.Size;

/** The properties {@code kafka.*}. */
public record KafkaSettings(
        @Option(value = "", doc = "Kafka brokers, host:port, separated by commas; empty: no Kafka.") String brokers,
        @Option(value = "false", doc = "TLS, by which the brokers show a certificate.") boolean tls,
        @Option(
                        value = "",
                        doc =
                                "PEM file of the authorities that may have signed their certificates; empty: those that Java knows."
                                        + " Relative to SERAI_HOME.")
                Path authorities,
        @Option(
                        value = "",
                        doc =
                                "PEM file of our own key (PKCS #8, without a password) and certificates, where brokers ask for one;"
                                        + " empty: none. Relative to SERAI_HOME.")
                Path keystore,
        @Option(value = "", doc = "User of the brokers; empty: they ask for none.") String user,
        @Option(value = "", doc = "File whose first line is the user's password. Relative to SERAI_HOME.")
                Path passwordFile,
        @Option(value = "scram-sha-512", doc = "How the user authenticates: scram-sha-512, scram-sha-256 or plain.")
                Mechanism saslMechanism,
        @Option(
                        value = "3",
                        least = "1",
                        most = "32767",
                        doc = "Copies of a topic that Serai makes, on as many brokers.")
                int replicationFactor,
        @Option(
                        value = "false",
                        doc =
                                "Quarantine on a topic that one broker alone confirms, who may lose it; else Serai does not start"
                                        + " on such a topic.")
                boolean allowSingleReplica,
        @Option(
                        value = "1MB",
                        least = "1KB",
                        most = "8MB",
                        doc =
                                "The largest message that a record of Kafka holds, where the topic takes it; larger ones lie in"
                                        + " claim-store.uri.")
                Size maxInlineSize) {

    /** How a user proves who he is. */
    public enum Mechanism {
        SCRAM_SHA_512,
        SCRAM_SHA_256,
        /** Sends the password: with TLS alone. */
        PLAIN
    }

    public KafkaSettings {
        if (!user.isEmpty() && passwordFile.toString().isEmpty()) {
            throw new IllegalArgumentException("kafka.user needs kafka.password-file");
        }
        if (!tls && !(authorities + "" + keystore).isEmpty()) {
            throw new IllegalArgumentException("kafka.authorities and kafka.keystore need kafka.tls = true");
        }
    }
}
