package org.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.camel.PropertiesPage;
import org.serai.camel.Sections;
import org.serai.config.Binder;
import org.serai.filter.FilterCases;
import org.serai.filter.Filters;
import org.serai.filter.Scores;
import org.serai.filter.SessionSymbols;

/** What a filter owes besides its code: a page, scores, cases, a step; and what documentation owes the code. */
class ContractTest {

    private static final Path ROOT = Path.of("..");

    private static final String LEARNED =
            "what it says depends on what it has learned, as ClassifierFilterTest teaches it";

    /** Filters without {@code test-data/<name>/*.cases}, and why. */
    private static final Map<String, String> WITHOUT_CASES = Map.of(
            "attachment",
            "its cases are built by code in Attached, since archives are no text",
            "policies",
            "its cases need a page of YAML, as PoliciesFilterTest writes it",
            "bayes",
            LEARNED,
            "hmm",
            LEARNED,
            "learner",
            LEARNED,
            "content",
            LEARNED);

    /** What they say depends on what came before, as their tests tell it. */
    private static final Set<String> REMEMBER = Set.of("correspondents", "greylist", "penalty", "rates", "reputation");

    static List<Filters.Entry<?>> filters() {
        return Filters.all();
    }

    private static String page(String filter) throws IOException {
        return Files.readString(ROOT.resolve("docs/filters/" + filter + ".md"));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void itsPageNamesEachSymbolAndOption(Filters.Entry<?> filter) throws IOException {
        String page = page(filter.name());

        assertThat(page).contains(filter.allSymbols());
        assertThat(Binder.declared("", filter.options()))
                .extracting(Binder.Declared::name)
                .allSatisfy(option -> assertThat(page).contains(option));
        assertThat(page).startsWith("# " + filter.name());
    }

    @ParameterizedTest
    @MethodSource("filters")
    void itsPageNamesNoSymbolThatIsNone(Filters.Entry<?> filter) throws IOException {
        String prefix = filter.name().toUpperCase(Locale.ROOT) + "_";
        Set<String> named = Stream.of(page(filter.name()).split("[^A-Z0-9_]+"))
                .filter(word -> word.startsWith(prefix))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(filter.allSymbols()).containsAll(named);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void itsPageHasTheWeightsThatAreShipped(Filters.Entry<?> filter) throws IOException {
        List<List<String>> rows = rows(page(filter.name()));
        List<String> scores = Files.readAllLines(ROOT.resolve("config/scores.properties"));

        assertThat(filter.allSymbols()).allSatisfy(symbol -> {
            String weight = scores.stream()
                    .filter(line -> line.startsWith(symbol + " = "))
                    .map(line -> line.substring(symbol.length() + 3))
                    .findFirst()
                    .orElseThrow();
            assertThat(rows)
                    .as("a table row of its page with `%s` and %s", symbol, weight)
                    .anyMatch(row -> row.containsAll(List.of("`" + symbol + "`", weight)));
        });
    }

    @ParameterizedTest
    @MethodSource("filters")
    void itsPageHasTheDefaultsOfItsOptions(Filters.Entry<?> filter) throws IOException {
        List<List<String>> rows = rows(page(filter.name()));

        assertThat(Binder.declared("", filter.options())).allSatisfy(option -> assertThat(rows)
                .as("a table row of its page with `%s` and %s", option.name(), option.defaultValue())
                .anyMatch(row -> row.contains(option.defaultValue())
                        && (row.contains("`" + option.name() + "`")
                                || row.contains("`" + Filters.prefix(filter.name()) + option.name() + "`"))));
    }

    /** The cells of all rows of all tables of a page. */
    private static List<List<String>> rows(String page) {
        return page.lines()
                .filter(line -> line.startsWith("|"))
                .map(line -> Stream.of(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("filters")
    void eachSymbolHasAScoreAndTheFiltersNameInFront(Filters.Entry<?> filter) {
        Scores scores = Scores.load(ROOT.resolve("config/scores.properties"), Filters.symbols());

        assertThat(filter.allSymbols())
                .allMatch(scores::has)
                .allMatch(symbol ->
                        symbol.startsWith(filter.name().toUpperCase(Locale.ROOT).replace('-', '_') + "_"));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void itHasCasesForEachSymbol(Filters.Entry<?> filter) {
        if (WITHOUT_CASES.containsKey(filter.name()) || REMEMBER.contains(filter.name())) {
            assertThat(ROOT.resolve("test-data").resolve(filter.name())).doesNotExist();
            return;
        }
        Set<String> expected = FilterCases.of(filter.name()).stream()
                .flatMap(each -> each.expected().stream())
                .collect(Collectors.toSet());

        assertThat(expected).isEqualTo(filter.symbols());
    }

    @ParameterizedTest
    @MethodSource("filters")
    void itIsAStepOfTheShippedPolicy(Filters.Entry<?> filter) throws IOException {
        var all = new StringBuilder();
        try (Stream<Path> files = Files.list(ROOT.resolve("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
        }
        assertThat(all.toString()).contains("uri: serai:" + filter.name() + "\n");
    }

    @Test
    void eachSymbolOfTheDoorHasAScore() {
        Scores scores = Scores.load(ROOT.resolve("config/scores.properties"), Filters.symbols());

        assertThat(SessionSymbols.ALL).allMatch(scores::has);
    }

    @Test
    void namesAreUnique() {
        assertThat(Filters.all()).extracting(Filters.Entry::name).doesNotHaveDuplicates();
        assertThat(Filters.all()).flatExtracting(Filters.Entry::allSymbols).doesNotHaveDuplicates();
    }

    @Test
    void thePropertiesPageIsMadeOfTheCode() throws IOException {
        assertThat(ROOT.resolve("docs/properties.md"))
                .as("type: bin/serai properties > docs/properties.md")
                .hasContent(PropertiesPage.markdown());
    }

    @Test
    void theLimitsPageNamesPropertiesDefaultsAndTestsThatThereAre() throws IOException {
        Map<String, String> defaults = Sections.all().stream()
                .flatMap(section -> Binder.declared(section.prefix(), section.type()).stream())
                .collect(Collectors.toMap(Binder.Declared::name, Binder.Declared::defaultValue));
        String page = Files.readString(ROOT.resolve("docs/limits.md"));
        Map<String, String> tests = tests();

        assertThat(rows(page))
                .filteredOn(row -> row.get(0).startsWith("`"))
                .isNotEmpty()
                .allSatisfy(row -> {
                    String property = row.get(0).replace("`", "");
                    assertThat(defaults).containsEntry(property, row.get(1));
                    assertThat(row.get(3)).matches("`\\w+\\.\\w+`");
                });
        Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`").matcher(page).results().forEach(named -> assertThat(
                        tests.getOrDefault(named.group(1), ""))
                .as(named.group())
                .containsPattern("void " + named.group(2) + "\\("));
    }

    @Test
    void eachPackageSaysWhatItIsAndIsNullMarked() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            Set<Path> packages = files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> file.resolveSibling("package-info.java"))
                    .collect(Collectors.toSet());

            assertThat(packages).allSatisfy(info -> assertThat(info).content().contains("/**", "@NullMarked"));
        }
    }

    /** Their sources by class; what a class inherits counts as its own. */
    private static Map<String, String> tests() throws IOException {
        var sources = new HashMap<String, String>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.merge(
                        file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
            }
        }
        var inherited = Pattern.compile("class \\w+ extends (\\w+)");
        var all = new HashMap<>(sources);
        sources.forEach((name, source) -> inherited
                .matcher(source)
                .results()
                .forEach(parent -> all.merge(name, sources.getOrDefault(parent.group(1), ""), String::concat)));
        return all;
    }

    @Test
    void eachPropertyIsDeclaredOnceWithASentence() {
        List<Binder.Declared> all = Sections.all().stream()
                .flatMap(section -> Binder.declared(section.prefix(), section.type()).stream())
                .toList();

        assertThat(all).extracting(Binder.Declared::name).doesNotHaveDuplicates();
        assertThat(all).allSatisfy(property -> assertThat(property.doc())
                .as(property.name())
                .isNotBlank()
                .doesNotContain("\n"));
    }
}
