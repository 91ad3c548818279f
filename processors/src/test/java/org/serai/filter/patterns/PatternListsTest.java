package org.serai.filter.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.config.ConfigException;

class PatternListsTest {

    private final Path directory;

    PatternListsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aDirectoryThatIsNotThereHoldsNoRules() {
        PatternLists lists = PatternLists.load(directory.resolve("missing"));

        assertThat(lists.look(Where.of(Place.BODY))).isFalse();
        assertThat(lists.candidates(Where.of(Place.BODY), "text")).isEmpty();
    }

    @Test
    void theListsThatComeWithSeraiAreRight() {
        PatternLists lists = PatternLists.load(Path.of("..", "config", "lists"));

        assertThat(lists.look(Where.of(Place.BODY))).isTrue();
        assertThat(lists.list("fraud").cap()).isPositive();
    }

    @Test
    void aRuleIsReadWithItsSlashesAndBlanks() throws IOException {
        write("own", "# comment", "", "cap 2.5", "\tlink-1  +1.25\tbody,header:List-Id   /http:// {1,9}x #1/is  ");

        PatternList list = PatternLists.load(directory).list("own");

        assertThat(list.cap()).isEqualTo(2.5);
        Rule rule = list.rules().get(0);
        assertThat(rule.name()).isEqualTo("link-1");
        assertThat(rule.points()).isEqualTo(1.25);
        assertThat(rule.where()).isEqualTo(List.of(Where.of(Place.BODY), Where.field("list-id")));
        assertThat(rule.pattern().pattern()).isEqualTo("http:// {1,9}x #1");
        assertThat(rule.pattern().matcher("HTTP://  X #1").find()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "name 1 body => is not a rule",
                "Name 1 body /text/ => name 'Name'",
                "known 1 body /text/ => already",
                "name many body /text/ => points",
                "name 100.5 body /text/ => points",
                "name NaN body /text/ => points",
                "name 1 bodi /text/ => did you mean 'body'",
                "name 1 subject /text/ => header:<field>",
                "name 1 body, /text/ => no place ''",
                "name 1 header: /text/ => no place 'header:'",
                "name 1 body text => between slashes",
                "name 1 body /text => between slashes",
                "name 1 body /text/x => not 'x'",
                "name 1 body /(text/ => missing closing )",
                "name 1 body /(?=text)/ => look-around",
                "name 1 body /(text)\\1/ => back-references",
                "name 1 body /te||xt/ => every mail",
                "name 1 header /x*/ => every mail",
                "name 1 attachment /^/ => every mail",
                "name 1 body /((a{100}){100}){100}/ => too large",
                "name 1 body /a{1001}/ => repeat count",
                "cap 5 => is not a rule"
            })
    void aWrongLineIsToldWithFileAndLine(String line, String what) throws IOException {
        write("own", "cap 5", "known 1 body /text/", line);

        assertThatThrownBy(() -> PatternLists.load(directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("patterns-own.txt:3: ")
                .hasMessageContaining(what);
    }

    @ParameterizedTest
    @CsvSource({"cap 0", "cap -1", "cap much", "cap", "name 1 body /text/"})
    void aListBeginsWithItsCap(String line) throws IOException {
        write("own", line);

        assertThatThrownBy(() -> PatternLists.load(directory)).hasMessageContaining("patterns-own.txt:1: ");
    }

    @Test
    void anEmptyFileHasNoCap() throws IOException {
        write("own", "# nothing yet");

        assertThatThrownBy(() -> PatternLists.load(directory)).hasMessageContaining("patterns-own.txt: has no line");
    }

    @Test
    void aFileMustBeUtf8() throws IOException {
        Files.write(
                directory.resolve("patterns-own.txt"), "cap 1\nname 1 body /ä/".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> PatternLists.load(directory))
                .hasMessageContaining("patterns-own.txt cannot be read: it is not in UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"pattern-own.txt", "patterns.txt", "patterns_own.txt", "patterns-Own.txt"})
    void aMisspeltListIsTold(String name) throws IOException {
        Files.writeString(directory.resolve(name), "cap 5\n");

        assertThatThrownBy(() -> PatternLists.load(directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("patterns-fraud.txt");
    }

    @Test
    void otherListsAreLeftAlone() throws IOException {
        Files.writeString(directory.resolve("block-client.txt"), "192.0.2.1\n");
        Files.writeString(directory.resolve("patterns-own.txt~"), "an editor's copy\n");

        assertThat(PatternLists.load(directory).look(Where.of(Place.BODY))).isFalse();
    }

    @Test
    void numberAndSizeOfRulesAreBounded() throws IOException {
        var lines = new StringBuilder("cap 1\n");
        for (int i = 0; i <= PatternLists.MAX_RULES; i++) {
            lines.append("rule-").append(i).append(" 1 body /word").append(i).append("/\n");
        }
        Files.writeString(directory.resolve("patterns-many.txt"), lines);

        assertThatThrownBy(() -> PatternLists.load(directory)).hasMessageContaining("more than 2000 rules");

        write("many", "cap 1", "long 1 body /" + "a".repeat(ListReader.MAX_PATTERN + 1) + "/");

        assertThatThrownBy(() -> PatternLists.load(directory)).hasMessageContaining("patterns-many.txt:2: ");
    }

    @Test
    void twoThousandRulesAreAllFound() throws IOException {
        var lines = new StringBuilder("cap 1\n");
        var text = new StringBuilder();
        for (int i = 0; i < PatternLists.MAX_RULES; i++) {
            lines.append("rule-").append(i).append(" 1 body /\\bword").append(i).append("\\b/\n");
            text.append(" word").append(i);
        }
        Files.writeString(directory.resolve("patterns-many.txt"), lines);

        assertThat(PatternLists.load(directory).candidates(Where.of(Place.BODY), text.toString()))
                .hasSize(PatternLists.MAX_RULES);
    }

    private void write(String list, String... lines) throws IOException {
        Files.writeString(directory.resolve("patterns-" + list + ".txt"), String.join("\n", lines) + "\n");
    }
}
