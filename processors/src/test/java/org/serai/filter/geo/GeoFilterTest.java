package org.serai.filter.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.Mails;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.mail.Finding;
import org.serai.mail.Mail;

class GeoFilterTest {

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();

    static List<FilterCase> cases() {
        return FilterCases.of("geo");
    }

    @BeforeEach
    void makeDatabases() throws IOException {
        country("DE");
        new MmdbFile()
                .with("192.0.2.0/24", asn(64496, "Example Hosting"))
                .with("203.0.0.0/8", asn(64511, "Another"))
                .write(directory.resolve("asn.mmdb"));
    }

    private void country(String ofTheFirst) throws IOException {
        new MmdbFile()
                .with("192.0.2.0/24", Map.of("country", Map.of("iso_code", ofTheFirst)))
                .with("203.0.0.0/8", Map.of("registered_country", Map.of("iso_code", "RU")))
                .with("203.0.113.128/25", Map.of("country", "CN"))
                .with("2001:db8::/32", Map.of("country", Map.of("iso_code", "AT")))
                .write(directory.resolve("country.mmdb"));
    }

    private static Map<String, ?> asn(int number, String owner) {
        return Map.of("autonomous_system_number", number, "autonomous_system_organization", owner);
    }

    private GeoFilter filter(String points) {
        var options = Binder.bind(
                GeoFilter.Options.class,
                name -> name,
                Map.of("country-file", "country.mmdb", "asn-file", "asn.mmdb", "points", points)::get);
        return new GeoFilter(options, directory, GeoRule.load(directory), clock);
    }

    private static Mail from(String address) {
        return Mails.connected(Mails.client(address, false));
    }

    /** They know the databases that are made here. */
    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) throws Exception {
        each.writeLists(directory);

        assertThat(FilterCase.symbols(filter("").check(each.mail()))).isEqualTo(each.expected());
    }

    @Test
    void findingsTellWhatIsKnownAndHaveThePointsOfTheirRules() throws Exception {
        List<Finding> findings = filter("DE=-1, AS64496=3").check(from("192.0.2.1"));

        assertThat(findings).extracting(Finding::symbol).containsExactly("GEO_CLIENT", "GEO_COUNTRY", "GEO_NETWORK");
        assertThat(findings.get(0).evidence())
                .isEqualTo(Map.of(
                        "client", "192.0.2.1", "country", "DE", "network", "AS64496", "owner", "Example Hosting"));
        assertThat(findings.get(1).score()).isEqualTo(-1);
        assertThat(findings.get(2).score()).isEqualTo(3);
    }

    @Test
    void thePropertyStandsAboveTheList() throws Exception {
        Files.writeString(directory.resolve("geo.txt"), "DE=5\n");

        assertThat(filter("de = 2").check(from("192.0.2.1")).get(1).score()).isEqualTo(2);
    }

    @Test
    void withoutAFileItSaysNothing() throws Exception {
        var off = new GeoFilter(Binder.defaults(GeoFilter.Options.class), directory, List.of(), clock);

        assertThat(off.check(from("192.0.2.1"))).isEmpty();
    }

    @Test
    void aFileThatIsReplacedIsReadAnewAndABrokenOneIsNot() throws Exception {
        GeoFilter filter = filter("");
        country("FR");
        assertThat(countryOf(filter)).isEqualTo("DE");

        clock.add(Duration.ofMinutes(1));
        assertThat(countryOf(filter)).isEqualTo("FR");

        Path broken = Files.writeString(directory.resolve("broken"), "no database");
        Files.move(broken, directory.resolve("country.mmdb"), StandardCopyOption.REPLACE_EXISTING);
        clock.add(Duration.ofMinutes(1));
        assertThat(countryOf(filter)).isEqualTo("FR");
    }

    private static @Nullable Object countryOf(GeoFilter filter) throws IOException {
        return filter.check(from("192.0.2.1")).get(0).evidence().get("country");
    }

    @Test
    void aFileThatIsNotThereOrNoDatabaseStopsTheStart() throws IOException {
        Files.delete(directory.resolve("asn.mmdb"));
        assertThatThrownBy(() -> filter("")).isInstanceOf(ConfigException.class).hasMessageContaining("asn.mmdb");

        Files.writeString(directory.resolve("asn.mmdb"), "no database");
        assertThatThrownBy(() -> filter("")).isInstanceOf(ConfigException.class).hasMessageContaining("asn.mmdb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DE", "DEU=1", "DE=many", "DE=1000", "ASX=1", "=1", "D1=1"})
    void wrongRulesAreRefused(String rule) throws IOException {
        assertThatThrownBy(() -> filter(rule))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("points");

        Files.writeString(directory.resolve("geo.txt"), "# places\n" + rule + "\n");
        assertThatThrownBy(() -> GeoRule.load(directory)).hasMessageContaining("geo.txt:2: ");
    }
}
