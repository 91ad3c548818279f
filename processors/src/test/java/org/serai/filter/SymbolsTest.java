package org.serai.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.serai.filter.clamav.ClamavFilter;
import org.serai.filter.envelope.EnvelopeFilter;
import org.serai.filter.gtube.GtubeFilter;
import org.serai.filter.header.HeaderFilter;
import org.serai.filter.helo.HeloFilter;
import org.serai.filter.lists.ListsFilter;
import org.serai.filter.patterns.PatternsFilter;
import org.serai.filter.relay.RelayFilter;

class SymbolsTest {

    static final Set<Map.Entry<String, Set<String>>> FILTERS = Map.of(
                    "helo", HeloFilter.SYMBOLS,
                    "envelope", EnvelopeFilter.SYMBOLS,
                    "relay", RelayFilter.SYMBOLS,
                    "lists", ListsFilter.SYMBOLS,
                    "header", HeaderFilter.SYMBOLS,
                    "patterns", PatternsFilter.SYMBOLS,
                    "gtube", GtubeFilter.SYMBOLS,
                    "clamav", ClamavFilter.SYMBOLS)
            .entrySet();

    @ParameterizedTest
    @FieldSource("FILTERS")
    void eachHasACaseAWeightAndAWordOfExplanation(Map.Entry<String, Set<String>> filter) throws IOException {
        Path root = Path.of("..");
        var scores = new Properties();
        try (Reader in = Files.newBufferedReader(root.resolve("config/scores.properties"))) {
            scores.load(in);
        }
        String page = Files.readString(root.resolve("docs/filters/" + filter.getKey() + ".md"));
        Set<String> expected = FilterCases.of(filter.getKey()).stream()
                .flatMap(each -> each.expected().stream())
                .collect(Collectors.toSet());

        assertThat(expected).isEqualTo(filter.getValue());
        assertThat(scores.stringPropertyNames()).containsAll(filter.getValue());
        assertThat(page).contains(filter.getValue());
    }
}
