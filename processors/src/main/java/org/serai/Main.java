package org.serai;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.serai.camel.Application;
import org.serai.camel.PropertiesPage;
import org.serai.camel.Sections;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line behind {@code bin/serai}. */
@Command(
        name = "serai",
        description = "A mail firewall made of Apache Camel routes.",
        subcommands = {Main.Run.class, Main.PropertiesTable.class},
        mixinStandardHelpOptions = true)
public final class Main {

    /** The home directory, properties from the command line, and with them the settings. */
    static final class Common {

        @Option(
                names = "-D",
                paramLabel = "NAME=VALUE",
                description = "Sets a property; stands above the environment and config/serai.properties.")
        private Map<String, String> properties = Map.of();

        Path home() {
            return Path.of(System.getenv().getOrDefault("SERAI_HOME", "."))
                    .toAbsolutePath()
                    .normalize();
        }

        Settings settings() {
            var system = new Properties();
            system.putAll(System.getProperties());
            system.putAll(properties);
            String config = system.getProperty("config.dir", System.getenv().getOrDefault("CONFIG_DIR", "config"));
            return Settings.load(
                    Sections.all(), home().resolve(config).resolve("serai.properties"), System.getenv(), system);
        }
    }

    @Command(name = "run", description = "Starts the firewall; SIGTERM ends it when its sessions are done.")
    static final class Run implements Callable<Integer> {

        @CommandLine.Mixin
        private Common common = new Common();

        @Override
        public Integer call() throws Exception {
            new Application(common.settings(), common.home()).run();
            return 0;
        }
    }

    @Command(name = "properties", description = "Prints all properties with their defaults as a Markdown table.")
    static final class PropertiesTable implements Callable<Integer> {

        @Override
        public Integer call() {
            System.out.print(PropertiesPage.markdown());
            return 0;
        }
    }

    private Main() {}

    public static void main(String[] args) {
        var line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof ConfigException) {
                System.err.println("serai: " + failure.getMessage());
                return 2;
            }
            failure.printStackTrace();
            return 1;
        });
        System.exit(line.execute(args));
    }
}
