package org.serai;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.serai.camel.Sections;
import org.serai.config.Settings;
import picocli.CommandLine.Option;

/** The home directory, properties from the command line, and with them the settings. */
public final class CommonOptions {

    @Option(
            names = "-D",
            paramLabel = "NAME=VALUE",
            description = "Sets a property; stands above the environment and config/serai.properties.")
    private Map<String, String> properties = Map.of();

    /** {@code SERAI_HOME}, else the working directory. */
    public Path home() {
        return Path.of(System.getenv().getOrDefault("SERAI_HOME", "."))
                .toAbsolutePath()
                .normalize();
    }

    /** The effective settings. */
    public Settings settings() {
        return settings(Map.of());
    }

    /** The same with some properties that stand above all others. */
    public Settings settings(Map<String, String> above) {
        var system = new Properties();
        system.putAll(System.getProperties());
        system.putAll(properties);
        system.putAll(above);
        Settings settings = Sections.settings(home(), system);
        properties.keySet().forEach(name -> settings.refuseUnknown(name, "-D" + name));
        return settings;
    }
}
