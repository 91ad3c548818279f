package org.serai.filter.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.identity.arc.ArcVerifier;
import org.serai.mail.Finding;
import org.serai.mime.Messages;

class ArcFilterTest {

    private static final ArcFilter.Options TRUSTED =
            new ArcFilter.Options(List.of("trusted.example", ".trusted.example"));

    private static List<Finding> check(FilterCase each) throws Exception {
        var filter = new ArcFilter(
                TRUSTED, Messages.READER, new ArcVerifier(Messages.READER, mail -> each.zone(), FilterCases.CLOCK));
        filter.prepare(each.mail());
        return filter.check(each.mail());
    }

    static List<FilterCase> cases() {
        return FilterCases.of("arc");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) throws Exception {
        assertThat(FilterCase.symbols(check(each))).isEqualTo(each.expected());
    }

    @Test
    void theEvidenceNamesTheWitness() throws Exception {
        FilterCase two = cases().stream()
                .filter(each -> each.where().contains("of which the first"))
                .findFirst()
                .orElseThrow();

        assertThat(check(two)).singleElement().satisfies(finding -> assertThat(finding.evidence())
                .containsEntry("sealers", List.of("relay.trusted.example", "trusted.example"))
                .containsEntry("witness", "trusted.example")
                .containsEntry("instance", 1));
    }

    @Test
    void whatIsNoDomainIsTold() {
        assertThatThrownBy(() -> new ArcFilter.Options(List.of("trusted.example", "not a domain")))
                .hasMessageContaining("'not a domain'");
    }
}
