package org.serai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.mail.Network;

class BinderTest {

    enum Speed {
        SLOW,
        VERY_FAST
    }

    record Everything(
            @Option(value = "true", doc = "") boolean truth,
            @Option(value = "-1", least = "-1", most = "10", doc = "") int number,
            @Option(value = "5000000000", doc = "") long large,
            @Option(value = "2.5", doc = "") double points,
            @Option(value = "a b", doc = "") String text,
            @Option(value = "very-fast", doc = "") Speed speed,
            @Option(value = "90s", most = "90s", doc = "") Duration time,
            @Option(value = "2KB", least = "2KB", doc = "") Size size,
            @Option(value = "192.0.2.0/24", doc = "") Network network,
            @Option(value = "smtp://127.0.0.1:25", doc = "") URI uri,
            @Option(value = "data", doc = "") Path dir,
            @Option(value = "a, b,,c ", doc = "") List<String> words,
            @Option(value = "2001:db8::/32, 192.0.2.1", doc = "") List<Network> networks,
            @Option(value = "", doc = "") List<String> nothing) {}

    record Port(@Option(value = "25", least = "1", most = "65535", doc = "Where it listens.") int maxPort) {}

    record Range(@Option(value = "1", doc = "") int from, @Option(value = "2", doc = "") int to) {
        Range {
            if (from > to) {
                throw new IllegalArgumentException("the range is empty");
            }
        }
    }

    record Undocumented(int port) {}

    record Odd(@Option(value = "", doc = "") Thread thread) {}

    @Test
    void readsEveryType() {
        assertThat(Binder.defaults(Everything.class))
                .isEqualTo(new Everything(
                        true,
                        -1,
                        5_000_000_000L,
                        2.5,
                        "a b",
                        Speed.VERY_FAST,
                        Duration.ofSeconds(90),
                        new Size(2048),
                        Network.parse("192.0.2.0/24"),
                        URI.create("smtp://127.0.0.1:25"),
                        Path.of("data"),
                        List.of("a", "b", "c"),
                        List.of(Network.parse("2001:db8::/32"), Network.parse("192.0.2.1")),
                        List.of()));
    }

    @Test
    void whatIsSaidStandsAboveTheDefaultAndBlanksAroundItDoNotCount() {
        assertThat(Binder.bind(Port.class, name -> name, Map.of("max-port", " 2525 ")::get))
                .isEqualTo(new Port(2525));
    }

    @ParameterizedTest
    @CsvSource({
        "truth, yes, must be true or false",
        "number, tcp://10.0.0.1:2525, not a whole number; the default is -1",
        "number, 3000000000, the number is too large; the default is -1",
        "number, -2, must be -1 to 10",
        "large, 1e3, not a whole number",
        "points, much, not a number such as 5 or 2.5",
        "points, 1e999, not a number",
        "points, NaN, not a number",
        "points, 2d, not a number",
        "speed, quick, 'must be one of slow, very-fast'",
        "time, 90, 'not a time such as 250ms, 60s'",
        "size, 2 apples, not a size",
        "size, 1KB, must be at least 2KB; the default is 2KB",
        "time, 2m, must be at most 90s",
        "time, 36501d, must be at most 36500d",
        "network, 192.0.2.0/33, the prefix must be 0–32",
        "networks, '192.0.2.1, localhost', 'localhost'' is not an IP address'",
        "uri, 'http://a b', Illegal character"
    })
    void anErrorNamesPropertyPlaceValueAndCause(String name, String value, String cause) {
        assertThatThrownBy(() -> Binder.bind(
                        Everything.class, said -> "x." + said + " (there)", said -> said.equals(name) ? value : null))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("x." + name + " (there) = '" + value + "': ")
                .hasMessageContaining(cause);
    }

    @Test
    void whatTheRecordItselfRefusesIsToldOfThoseThatSomebodySet() {
        assertThatThrownBy(() -> Binder.bind(Range.class, name -> "smtp." + name, Map.of("from", "3")::get))
                .isInstanceOf(ConfigException.class)
                .hasMessage("smtp.from = '3': the range is empty");
        assertThatThrownBy(() -> Binder.bind(Range.class, name -> "smtp." + name, Map.of("from", "4", "to", "3")::get))
                .isInstanceOf(ConfigException.class)
                .hasMessage("smtp.from = '4', smtp.to = '3': the range is empty");
    }

    @Test
    void declaresNameDefaultLimitsAndDescription() {
        assertThat(Binder.declared("smtp.", Port.class))
                .containsExactly(new Binder.Declared(
                        "smtp.max-port", "25", "1 to 65535", "Where it listens.", Binder.Kind.INTEGER, List.of()));
    }

    @Test
    void aRecordThatDoesNotDeclareItsOptionsIsOurMistake() {
        assertThatThrownBy(() -> Binder.defaults(Undocumented.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("port has no @Option");
        assertThatThrownBy(() -> Binder.defaults(Odd.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no converter for class java.lang.Thread");
    }

    @ParameterizedTest
    @CsvSource({"maxErrors,max-errors", "port,port", "maxMimeDepth,max-mime-depth", "ipv6Prefix,ipv6-prefix"})
    void kebab(String camel, String kebab) {
        assertThat(Binder.kebab(camel)).isEqualTo(kebab);
        assertThat(Binder.camel(kebab)).isEqualTo(camel);
    }
}
