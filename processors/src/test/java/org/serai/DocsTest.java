package org.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.camel.Sections;
import org.serai.config.Binder;
import org.serai.filter.Filters;

/** What pages name is there. */
class DocsTest {

    private static final Path ROOT = Path.of("..");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern PROPERTY = Pattern.compile("[a-z]+(\\.[a-z0-9-]+)+|mode");
    private static final Pattern SYMBOL = Pattern.compile("[A-Z]+(_[A-Z]+)+");

    static List<Path> pages() throws IOException {
        var out = new ArrayList<Path>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> pages = Files.walk(ROOT.resolve("docs"))) {
            pages.filter(page -> page.toString().endsWith(".md")).sorted().forEach(out::add);
        }
        return out;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void itsLinksLeadSomewhere(Path page) throws IOException {
        assertThat(LINK.matcher(Files.readString(page)).results())
                .extracting(link -> page.resolveSibling(link.group(1)))
                .allSatisfy(target -> assertThat(target).exists());
    }

    /** Who comes from ASSP looks for one thing after the other: each must be found. */
    @Test
    void thePageForThoseWhoComeFromAsspNamesWhatThereIs() throws IOException {
        Set<String> properties = Sections.all().stream()
                .flatMap(section -> Binder.declared(section.prefix(), section.type()).stream())
                .map(Binder.Declared::name)
                .collect(Collectors.toSet());
        Set<String> filters = Filters.all().stream().map(Filters.Entry::name).collect(Collectors.toSet());
        Set<String> commands = Main.commandLine().getSubcommands().keySet();
        int checked = 0;

        for (String code : codes(Files.readString(ROOT.resolve("docs/from-assp.md")))) {
            String name = code.replaceAll(" = .*", "");
            if (name.startsWith("serai:")) {
                assertThat(filters).contains(name.substring("serai:".length()));
            } else if (name.startsWith("bin/serai ")) {
                assertThat(commands).contains(name.split(" ")[1]);
            } else if (name.endsWith(".txt")) {
                assertThat(lists(name)).as(name).isNotEmpty();
            } else if (name.startsWith("config/")) {
                assertThat(ROOT.resolve(name.endsWith("/") ? "config" : name)).exists();
            } else if (PROPERTY.matcher(name).matches()) {
                assertThat(properties).contains(name);
            } else if (SYMBOL.matcher(name).matches()) {
                assertThat(Filters.symbols()).contains(name);
            } else {
                continue;
            }
            checked++;
        }
        assertThat(checked).isGreaterThan(100);
    }

    private static List<String> codes(String page) {
        return CODE.matcher(page)
                .results()
                .map((MatchResult code) -> code.group(1))
                .toList();
    }

    /** Those of {@code config/lists} that a name stands for. */
    private static List<Path> lists(String name) throws IOException {
        String file =
                name.substring(name.lastIndexOf('/') + 1).replace("*", "[a-z]+").replace(".txt", "\\.txt");
        try (Stream<Path> lists = Files.list(ROOT.resolve("config/lists"))) {
            return lists.filter(list -> list.getFileName().toString().matches(file))
                    .toList();
        }
    }
}
