package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.custody.GoneException;
import org.serai.mail.BytesContent;

/** The routes of claim-store.camel.yaml as they are, with Camel's file endpoint at the other end. */
class RoutedClaimsTest {

    private static final String ID = "06h0claim";

    @TempDir
    Path directory;

    private static final Path ROUTES = Path.of("../routes/listeners/claim-store.camel.yaml");

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final RoutedClaims claims = new RoutedClaims(Duration.ofSeconds(30));

    @BeforeEach
    void start() throws Exception {
        start(camel, claims, ROUTES);
    }

    private void start(DefaultCamelContext camel, RoutedClaims claims, Path routes) throws Exception {
        camel.getPropertiesComponent().addInitialProperty("claim-store.uri", "file:" + directory + "/claims");
        camel.getPropertiesComponent()
                .addInitialProperty("claim-store.poll-uri", "file:" + directory + "/claims?autoCreate=true");
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(PluginHelper.getResourceLoader(camel).resolveResource("file:" + routes));
        camel.start();
        claims.started(camel.createProducerTemplate());
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void whatIsPutIsReadByteForByteUntilItIsRemoved() throws IOException {
        byte[] octets = "..\r\n\u00ff\u0000lone".getBytes(StandardCharsets.ISO_8859_1);

        claims.put(ID, new BytesContent("older".getBytes(StandardCharsets.US_ASCII)), "{}");
        claims.put(ID, new BytesContent(octets), "{\"id\":1}");

        assertThat(Files.readAllBytes(directory.resolve("claims/" + ID + ".eml")))
                .isEqualTo(octets);
        var stored = claims.open(ID);
        assertThat(stored.content().open().readAllBytes()).isEqualTo(octets);
        assertThat(stored.json()).isEqualTo("{\"id\":1}");

        claims.remove(ID);

        assertThat(directory.resolve("claims/" + ID + ".eml")).doesNotExist();
        assertThat(directory.resolve("claims/" + ID + ".json")).doesNotExist();
        assertThatThrownBy(() -> claims.open(ID)).isInstanceOf(GoneException.class);
    }

    /** As with a user of sftp who may not delete: Camel says nothing. */
    @Test
    void whatIsNotRemovedIsTold() throws Exception {
        Path kept = Files.writeString(
                directory.resolve("claim-store.camel.yaml"),
                Files.readString(ROUTES).replace("delete=true", "noop=true&idempotent=false"));
        try (var other = new DefaultCamelContext()) {
            var cannot = new RoutedClaims(Duration.ofSeconds(30));
            start(other, cannot, kept);
            cannot.put(ID, new BytesContent(new byte[1]), "{}");

            assertThatThrownBy(() -> cannot.remove(ID))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(ID + ".eml is still in the claim store");
        }
    }

    @Test
    void aNameThatIsNoMailIdGoesNowhere() {
        assertThatThrownBy(() -> claims.put("../" + ID, new BytesContent(new byte[1]), "{}"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> claims.open("../" + ID)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> claims.remove("../" + ID)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Then the record is not sent, and the message waits. */
    @Test
    void whatCannotBeWrittenIsTold() throws IOException {
        Files.createFile(directory.resolve("claims"));

        assertThatThrownBy(() -> claims.put(ID, new BytesContent(new byte[1]), "{}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the claim store");
    }
}
