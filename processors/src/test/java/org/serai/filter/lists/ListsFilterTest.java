package org.serai.filter.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.mail.Finding;

class ListsFilterTest {

    static List<FilterCase> cases() {
        return FilterCases.of("lists");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each, @TempDir Path directory) throws IOException {
        each.writeLists(directory);
        var filter = new ListsFilter(new ListsFilter.Options(), ListFiles.load(directory));

        List<Finding> findings = filter.check(each.mail());

        assertThat(FilterCase.symbols(findings)).isEqualTo(each.expected());
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.immediate()).isEqualTo(finding.symbol().equals("LISTS_BLOCK"));
            assertThat(finding.evidence()).containsKeys("list", "entry");
        });
    }
}
