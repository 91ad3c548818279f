package org.serai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    enum Mode {
        NORMAL,
        MONITOR
    }

    record Global(@Option(value = "normal", doc = "") Mode mode) {}

    record Smtp(@Option(value = "2525", doc = "") int port, @Option(value = "20", doc = "") int maxErrors) {}

    record Http(@Option(value = "8080", doc = "") int port) {}

    private static final List<Settings.Section> SECTIONS = List.of(
            new Settings.Section("", Global.class),
            new Settings.Section("smtp.", Smtp.class),
            new Settings.Section("http.", Http.class));

    @TempDir
    Path directory;

    private Path file;
    private Map<String, String> environment = Map.of();
    private final Properties system = new Properties();

    @BeforeEach
    void name() {
        file = directory.resolve("serai.properties");
    }

    private Settings load() {
        return Settings.load(SECTIONS, file, environment, system);
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    @Test
    void withoutAFileTheDefaultsHold() {
        assertThat(load().bind("smtp.", Smtp.class)).isEqualTo(new Smtp(2525, 20));
        assertThat(load().said("smtp.port")).isNull();
        assertThat(load().where("smtp.port")).isEqualTo("smtp.port");
    }

    @Test
    void theCommandLineStandsAboveTheEnvironmentAboveTheFile() throws IOException {
        write("# ours\nsmtp.max-errors = 3\nsmtp.port=1\n");
        Settings byFile = load();
        environment = Map.of("SMTP_PORT", "2", "PATH", "/bin", "SMTP_SERVICE_HOST", "10.0.0.1");
        Settings byEnvironment = load();
        system.setProperty("smtp.port", "3");
        Settings bySystem = load();

        assertThat(byFile.bind("smtp.", Smtp.class)).isEqualTo(new Smtp(1, 3));
        assertThat(byEnvironment.bind("smtp.", Smtp.class)).isEqualTo(new Smtp(2, 3));
        assertThat(bySystem.bind("smtp.", Smtp.class)).isEqualTo(new Smtp(3, 3));
        assertThat(byFile.where("smtp.port")).isEqualTo("smtp.port (" + file + ":3)");
        assertThat(byEnvironment.where("smtp.port")).isEqualTo("smtp.port (environment variable SMTP_PORT)");
        assertThat(bySystem.where("smtp.port")).isEqualTo("smtp.port (-Dsmtp.port)");
        assertThat(bySystem.where("smtp.max-errors")).isEqualTo("smtp.max-errors (" + file + ":2)");
    }

    @Test
    void whereAPropertyStandsTwiceTheLastLineCountsAndIsNamed() throws IOException {
        write("smtp.port=1\nsmtp.port=x\n");

        assertThatThrownBy(this::load)
                .hasMessage("smtp.port (" + file + ":2) = 'x': not a whole number; the default is 2525");
    }

    @ParameterizedTest
    @CsvSource({
        "smtp.prot, 'there is no property ''smtp.prot''; did you mean ''smtp.port''?'",
        "smtp.tls.port, there is no property 'smtp.tls.port'",
        "http.prot, did you mean 'http.port'?"
    })
    void anUnknownPropertyUnderAPrefixOfOursIsRefusedWithTheOneMeant(String name, String told) throws IOException {
        write("\n" + name + "=1\n");
        assertThatThrownBy(this::load)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + ":2: ")
                .hasMessageContaining(told)
                .hasMessageContaining("docs/properties.md");

        Files.delete(file);
        system.setProperty(name, "1");
        assertThatThrownBy(this::load)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("-D" + name + ": ")
                .hasMessageContaining(told);
    }

    @Test
    void theServiceLinkOfKubernetesIsAClearError() {
        environment = Map.of("SMTP_PORT", "tcp://10.0.0.1:2525");

        assertThatThrownBy(this::load)
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "smtp.port (environment variable SMTP_PORT, which Kubernetes makes for a Service of that name:"
                                + " say enableServiceLinks: false in the pod) = 'tcp://10.0.0.1:2525': not a whole number;"
                                + " the default is 2525");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http.proxyHost", "http.nonProxyHosts", "java.home", "user.name", "smtpd.port"})
    void systemPropertiesOfOthersPass(String name) {
        system.setProperty(name, "x");

        assertThat(load().effective()).doesNotContainKey(name);
    }

    @Test
    void foreignPropertiesOfTheFilePassToTheRoutes() throws IOException {
        write("my.greeting = Good day\nmode = monitor\n");
        system.setProperty("smtp.port", "25");

        assertThat(load().effective())
                .containsEntry("my.greeting", "Good day")
                .containsEntry("mode", "monitor")
                .containsEntry("smtp.port", "25")
                .containsEntry("smtp.max-errors", "20")
                .hasSize(5);
        assertThat(load().bind("", Global.class)).isEqualTo(new Global(Mode.MONITOR));
    }

    @Test
    void namesOfOthersAreOverriddenLikeOurs() throws IOException {
        write("my.greeting = Good day\n");
        environment = Map.of("MY_GREETING", "Hello");
        system.setProperty("my.name", "x");

        assertThat(load().effective()).containsEntry("my.greeting", "Hello").containsEntry("my.name", "x");
    }

    @Test
    void aFileInAnotherCharsetIsNamed() throws IOException {
        Files.write(file, new byte[] {'a', '=', (byte) 0xe9});

        assertThatThrownBy(this::load)
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + " cannot be read: it is not in UTF-8");
    }

    @Test
    void aDirectoryInPlaceOfTheFileIsNamed() throws IOException {
        Files.createDirectory(file);

        assertThatThrownBy(this::load)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + " cannot be read: ");
    }
}
