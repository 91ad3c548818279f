package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/serai state}, while Serai runs and while it does not. */
class StateCommandIT {

    private static final String SENDER = "anna@sender.example";
    private static final List<String> RECIPIENTS = List.of("one", "two", "three");

    @TempDir
    private Path home;

    private static String rcpt(SeraiProcess serai, String name) throws IOException {
        try (var client = SmtpClient.hello(serai.port())) {
            client.expect("250", "MAIL FROM:<" + SENDER + ">\r\n");
            return client.say("RCPT TO:<" + name + "@" + SeraiProcess.DOMAIN + ">\r\n");
        }
    }

    private static List<String> export(SeraiProcess serai) {
        return serai.command("state", "export", "greylist").lines().sorted().toList();
    }

    private static String key(String name) {
        return "127.0.0.0/24 " + SENDER + " " + name + "@" + SeraiProcess.DOMAIN;
    }

    @Test
    void whatIsExportedCanBeImportedWhereItWasRemoved() throws Exception {
        try (var serai = SeraiProcess.in(home)
                .property("filter.greylist.mode", "score")
                .property("filter.greylist.scope", "all")
                .property("filter.greylist.delay", "1s")
                .start()) {
            for (String name : RECIPIENTS) {
                assertThat(rcpt(serai, name)).startsWith("451 4.7.1");
            }
            serai.command("state", "put", "greylist", "a \"key\\", "{\"first\":1,\"passed\":2}");
            List<String> exported = export(serai);
            assertThat(exported).hasSize(4).allMatch(line -> line.startsWith("{\"key\":\""));

            for (String name : RECIPIENTS) {
                serai.command("state", "remove", "greylist", key(name));
            }
            assertThat(export(serai)).singleElement().asString().contains("\"passed\":2");
            Path file = Files.write(home.resolve("exported"), exported, StandardCharsets.US_ASCII);
            assertThat(serai.commandReading(file, "state", "import", "greylist"))
                    .isEqualTo("{\"imported\":4}\n");
            assertThat(export(serai)).isEqualTo(exported);
            assertThat(rcpt(serai, "one")).as("it is in force").startsWith("250");

            serai.terminate();
            serai.awaitExit(Duration.ofSeconds(120));
            serai.command("state", "remove", "greylist", key("two"));
            assertThat(export(serai)).hasSize(3);
            serai.commandReading(file, "state", "import", "greylist");
            assertThat(export(serai))
                    .as("in the files of one that does not run")
                    .isEqualTo(exported);
        }
    }
}
