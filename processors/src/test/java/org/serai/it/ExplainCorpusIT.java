package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.serai.Main;

/** {@code explain --batch} answers for whatever mail there is, in order. */
@ResourceLock(Resources.SYSTEM_OUT)
class ExplainCorpusIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void each2905MessagesOfTheDevSetHasAnAnswerAndNoneAnError(@TempDir Path work) throws IOException {
        List<Path> messages = SharedData.find().devMessages();
        assertThat(messages).hasSize(2905);
        var questions = new ArrayList<String>();
        for (int i = 0; i < messages.size(); i++) {
            questions.add(JSON.writeValueAsString(Map.of(
                    "id",
                    i,
                    "client",
                    Map.of("ip", "192.0.2.1"),
                    "mailFrom",
                    "a@sender.example",
                    "rcptTo",
                    List.of(SeraiProcess.RCPT),
                    "messageFile",
                    messages.get(i).toString(),
                    "zone",
                    List.of())));
        }

        List<String> answers = explain(Files.write(work.resolve("batch"), questions), work);

        assertThat(answers).hasSameSizeAs(questions);
        for (int i = 0; i < answers.size(); i++) {
            JsonNode answer = JSON.readTree(answers.get(i));
            assertThat(answer.path("id").asInt(-1)).isEqualTo(i);
            assertThat(answer.has("error"))
                    .as("%s: %s", messages.get(i), answer)
                    .isFalse();
            assertThat(answer.path("disposition").asText())
                    .as("%s", messages.get(i))
                    .isNotEmpty();
        }
    }

    private static List<String> explain(Path batch, Path data) {
        Path root = Repository.root();
        var out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.commandLine()
                            .execute(
                                    "explain",
                                    "-Droutes.dir=" + root.resolve("routes"),
                                    "-Dconfig.dir=" + root.resolve("config"),
                                    "-Ddata.dir=" + data,
                                    "-Dlocal.domains=" + SeraiProcess.DOMAIN,
                                    "--batch",
                                    batch.toString()))
                    .isZero();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
