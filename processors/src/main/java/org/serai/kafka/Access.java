package org.serai.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.serai.config.ConfigException;

/** How clients of Kafka reach the brokers. */
public final class Access {

    private final Map<String, Object> properties;

    private Access(Map<String, Object> properties) {
        this.properties = properties;
    }

    /**
     * Reads the password.
     *
     * @param home relative paths are under it
     */
    public static Access of(KafkaSettings settings, Path home) {
        var out = new LinkedHashMap<String, Object>();
        boolean user = !settings.user().isEmpty();
        out.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.brokers());
        out.put(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                (user ? "SASL_" : "") + (settings.tls() ? "SSL" : "PLAINTEXT"));
        if (!settings.authorities().toString().isEmpty()) {
            out.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
            out.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, readable(home, "authorities", settings.authorities()));
        }
        if (!settings.keystore().toString().isEmpty()) {
            out.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
            out.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, readable(home, "keystore", settings.keystore()));
        }
        if (user) {
            out.put(SaslConfigs.SASL_MECHANISM, settings.saslMechanism().name().replace('_', '-'));
            out.put(SaslConfigs.SASL_JAAS_CONFIG, login(settings, password(home.resolve(settings.passwordFile()))));
        }
        return new Access(out);
    }

    private static String readable(Path home, String name, Path said) {
        Path file = home.resolve(said);
        if (!Files.isReadable(file)) {
            throw new ConfigException("kafka." + name + " = '" + said + "': " + file + " cannot be read");
        }
        return file.toString();
    }

    private static String password(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst().orElse("");
        } catch (IOException e) {
            throw ConfigException.about("kafka.password-file = '" + file + "' cannot be read", file, e);
        }
    }

    private static String login(KafkaSettings settings, String password) {
        String module =
                switch (settings.saslMechanism()) {
                    case SCRAM_SHA_512, SCRAM_SHA_256 -> "scram.ScramLoginModule";
                    case PLAIN -> "plain.PlainLoginModule";
                };
        return "org.apache.kafka.common.security." + module + " required username=" + quoted(settings.user())
                + " password=" + quoted(password) + ";";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** As clients of Kafka name them; holds the password. */
    public Map<String, Object> properties() {
        return new LinkedHashMap<>(properties);
    }

    /** One of them; empty when it is not said. */
    public String property(String name) {
        return properties.getOrDefault(name, "").toString();
    }
}
