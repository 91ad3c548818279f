package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md shows is done as it stands there, but for the port, and answers as it says. */
class ReadmeIT {

    private static final Pattern BLOCK = Pattern.compile("```[a-z]*\n(.*?)```", Pattern.DOTALL);

    /** Of a mail, which is another each time. */
    private static final Pattern ID = Pattern.compile("mail [0-9a-z]+\\)");

    @Test
    void theEditOfTwoMinutes(@TempDir Path home) throws IOException {
        List<String> blocks = blocks("Read and edit the policy");
        String step = blocks.get(0);
        String added = blocks.get(1);
        String command = blocks.get(2);
        String refusal = blocks.get(3);
        String told = blocks.get(4);
        try (var serai = SeraiProcess.in(home).without("local.domains").start();
                var before = SmtpClient.hello(serai.port())) {
            Path file = serai.routes().resolve("helo.camel.yaml");
            assertThat(file).content().contains(step);
            assertThat(shell(serai, command)).doesNotContain("<** 5");

            int mark = serai.log().length();
            Files.writeString(file, Files.readString(file).replace(step, step + added));
            serai.awaitLog(mark, "Policy generation 2 is in force");

            assertThat(ID.matcher(shell(serai, command)).replaceAll("mail)"))
                    .contains("<** " + ID.matcher(refusal.strip()).replaceAll("mail)"));
            before.expect("250", "MAIL FROM:<a@sender.example>\r\n");

            mark = serai.log().length();
            Files.writeString(file, Files.readString(file).replace("serai:helo", "serai:hello"));
            String[] parts = told.strip().split("…");
            assertThat(serai.awaitLog(mark, parts[0].strip())).contains(parts);
            assertThat(serai.observe("health")).contains(parts[1]);
            assertThat(shell(serai, command)).contains("<** 550 5.7.1");
        }
    }

    @Test
    void theFirstTwoMessages(@TempDir Path home) throws IOException {
        List<String> blocks = blocks("Two commands");
        String[] messages = blocks.get(1).strip().split("\n");
        try (var serai = SeraiProcess.in(home).without("local.domains").start()) {
            assertThat(shell(serai, messages[0])).doesNotContain("<**");
            try (var mailbox = Files.list(serai.data().resolve("mailbox"))) {
                assertThat(mailbox.filter(file -> file.toString().endsWith(".eml")))
                        .hasSize(1);
            }

            assertThat(ID.matcher(shell(serai, messages[1])).replaceAll("mail)"))
                    .contains("<** " + ID.matcher(blocks.get(2).strip()).replaceAll("mail)"));
        }
    }

    /** The blocks of code below a heading, with their last newline. */
    private static List<String> blocks(String heading) throws IOException {
        String readme = Files.readString(Repository.root().resolve("README.md"));
        int begin = readme.indexOf("\n## " + heading + "\n");
        assertThat(begin).as(heading).isPositive();
        int end = readme.indexOf("\n## ", begin + 1);
        var out = new ArrayList<String>();
        BLOCK.matcher(readme.substring(begin, end)).results().forEach(block -> out.add(block.group(1)));
        return out;
    }

    /** Types a line with another port in the place of 2525. */
    private static String shell(SeraiProcess serai, String line) {
        Needs.tool("swaks");
        assertThat(line).contains(":2525 ");
        Path home = serai.data().resolveSibling("");
        Path said = home.resolve("shell-" + System.nanoTime() + ".log");
        List<String> command = List.of("sh", "-c", line.replace(":2525 ", ":" + serai.port() + " "));
        try (var shell = ChildProcess.start(home, said, Map.of(), command)) {
            shell.awaitExit(Duration.ofSeconds(120));
            return shell.log();
        }
    }
}
