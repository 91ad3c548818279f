package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.config.Option;
import org.serai.config.Settings;

/** Values that make no sense, for each property that is more than a text. */
class SectionsTest {

    private static final List<String> NONSENSE = List.of(
            "", "-1", "nonsense", "99999999999999999999", "1e999", "NaN", "999999999d", "tcp://10.0.0.1:2525", "5;");

    static List<String> properties() {
        return Sections.all().stream()
                .flatMap(section -> Arrays.stream(section.type().getRecordComponents())
                        .filter(property ->
                                !List.of(String.class, List.class, Path.class).contains(property.getType()))
                        .filter(property ->
                                !property.getAnnotation(Option.class).value().isEmpty())
                        .map(property -> section.prefix() + Binder.kebab(property.getName())))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("properties")
    void nonsenseIsRefusedInOneLineThatNamesPropertyPlaceAndValue(String property) {
        for (String value : NONSENSE) {
            var system = new Properties();
            system.setProperty(property, value);

            assertThatThrownBy(() -> Settings.load(Sections.all(), Path.of("none"), Map.of(), system))
                    .as("%s=%s", property, value)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith(property + " (-D" + property + ") = '" + value + "': ")
                    .hasMessageNotContaining("\n");
        }
    }
}
