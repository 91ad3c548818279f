package org.serai.filter.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.Shared;
import org.serai.config.ConfigException;
import org.serai.mail.Deadline;

/** What the prefilter leaves out must not match, and what it leaves in must be told as RE2/J tells it for the whole text. */
class SearchTest {

    /** Each with texts that it matches and texts that it does not; pieces of all are mixed at random. */
    private static final List<String> PATTERNS = List.of(
            "/next of kin/i",
            "/\\bcheap\\b/i",
            "/^first/",
            "/last$/",
            "/^line$/m",
            "/(one|two|three) (cheap|last)/",
            "/wom[ae]n|m[ae]n's/i",
            "/[^a]irst/",
            "/[]x-z]irst|[[:digit:]]{3} euros/",
            "/colou?r(ed|ing)?\\b/",
            "/(?:ab+c*){2,3}end/",
            "/a.{0,5}b.{2}cheap/s",
            "/kelvin|straße|ΣΊΣΥΦΟΣ/i",
            "/\\Qa.b\\E+end/",
            "/\\x{6b}in|\\153ing|\\pL{4}\\.\\d+/",
            "/(?i)upper(?-i)lower/",
            "/(?P<name>first)|(?<other>last) line/",
            "/x{,3}|y{2|z{1}end/",
            "/\\$\\$\\$|\\/\\/end/",
            "/(a|b|)(cheap|kin)(c|)end/",
            "/\\Bheap|in\\B/",
            "/😀end|first😀/",
            "/.{0,40}next.*of/");

    private static final List<String> PIECES = List.of(
            "next",
            " of ",
            "kin",
            "KIN",
            " ",
            "  ",
            "\n",
            "cheap",
            "Cheap",
            "first",
            "FIRST",
            "last",
            "line",
            "one",
            "two",
            "three",
            "woman",
            "men's",
            "a",
            "b",
            "c",
            "bb",
            "end",
            "xirst",
            "]irst",
            "123 euros",
            "colour",
            "color",
            "ed",
            "ing",
            "Kelvin",
            "\u212Aelvin",
            "ſtraße",
            "STRAßE",
            "σίσυφος",
            "a.b",
            "bend",
            "king",
            "kinä.12",
            "uPPerlower",
            "x{,3}",
            "y{2",
            "zend",
            "$$$",
            "//end",
            "😀",
            "-",
            "heap",
            "inn",
            "\r\n");

    private final Path directory;

    SearchTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void findsJustWhatThePatternsFindAlone() throws Exception {
        PatternLists lists = lists(PATTERNS);
        var random = new Random(1);
        int found = 0;
        for (int round = 0; round < 5_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(30); i >= 0; i--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            List<String> expected = eachAlone(lists, text.toString());
            assertThat(search(lists, text.toString())).as("%s", text).isEqualTo(expected);
            found += expected.size();
        }
        assertThat(found).isGreaterThan(5_000);
    }

    static Stream<JsonNode> slowElsewhere() throws IOException {
        JsonNode suite = new ObjectMapper()
                .readTree(Shared.suite("regex/redos-classic.json").toFile());
        return StreamSupport.stream(suite.get("cases").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("slowElsewhere")
    void aPatternThatIsSlowElsewhereIsRefusedOrReadsItsTextOnce(JsonNode each) throws Exception {
        String regex = each.get("pattern").asText();
        String input = each.get("input").asText();
        var text = new CountedText(input.repeat((64 << 10) / input.length()));
        PatternLists lists;
        try {
            lists = lists(List.of("/" + regex + "/"));
        } catch (ConfigException e) {
            assertThat(e).hasMessageContaining("back-references");
            return;
        }

        boolean found = lists.rule(0).pattern().matcher(text).find();

        assertThat(text.reads()).isLessThanOrEqualTo(4L * text.length() + 10);
        assertThat(search(lists, text.toString())).hasSize(found ? 1 : 0);
    }

    private static List<String> eachAlone(PatternLists lists, String text) {
        return IntStream.range(0, PATTERNS.size())
                .mapToObj(lists::rule)
                .filter(rule -> rule.pattern().matcher(text).find())
                .map(Rule::name)
                .toList();
    }

    private PatternLists lists(List<String> patterns) throws IOException {
        var lines = new StringBuilder("cap 1\n");
        for (int i = 0; i < patterns.size(); i++) {
            lines.append("rule-")
                    .append(i)
                    .append(" 1 header:subject ")
                    .append(patterns.get(i))
                    .append('\n');
        }
        Files.writeString(directory.resolve("patterns-own.txt"), lines);
        return PatternLists.load(directory);
    }

    private static List<String> search(PatternLists lists, String text) throws Exception {
        var search = new Search(lists, Deadline.in(Duration.ofMinutes(10)));
        search.in(Where.field("subject"), "Subject", text);
        assertThat(search.hits()).allSatisfy(hit -> assertThat(text.startsWith(hit.matched(), hit.offset()))
                .isTrue());
        return search.hits().stream().map(hit -> hit.rule().name()).toList();
    }

    /** Counts how often a char is looked at. */
    private static final class CountedText implements CharSequence {

        private final String text;
        private long reads;

        CountedText(String text) {
            this.text = text;
        }

        long reads() {
            return reads;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            reads++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
