package org.serai.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.serai.Shared;
import org.serai.mail.Network;

/** Hosts of URLs by the tests of the web platform. */
class UrlConformanceTest {

    private static final Set<String> SCHEMES = Set.of("http:", "https:", "ftp:", "ws:", "wss:");

    private int all;
    private final List<String> failed = new ArrayList<>();

    @Test
    void urls() throws IOException {
        for (String file : List.of("urltestdata.json", "ada_extra_urltestdata.json", "ada_long_urltestdata.json")) {
            for (JsonNode each : cases(file)) {
                String input = each.path("input").asText();
                boolean fails = each.path("failure").asBoolean();
                String baseText =
                        each.path("base").isTextual() ? each.path("base").asText() : "about:blank";
                Url base = Url.parse(baseText, null);
                // A base that is none is not our business.
                boolean ours = fails
                        ? base != null || scheme(input) && !baseText.startsWith("http")
                        : SCHEMES.contains(each.path("protocol").asText());
                if (ours) {
                    Url url = Url.parse(input, base);
                    check(
                            file,
                            input + " on " + base,
                            fails ? null : host(each.path("hostname").asText()),
                            url == null ? null : url.host().text());
                }
            }
        }
        end("wpt url", 487);
    }

    @Test
    void idna() throws IOException {
        names("IdnaTestV2.json", Idna::toAscii);
        end("wpt IdnaTestV2", 2671);
    }

    @Test
    void toAscii() throws IOException {
        names("toascii.json", UrlConformanceTest::host);
        end("wpt toascii", 87);
    }

    private void names(String file, Function<String, @Nullable String> read) throws IOException {
        for (JsonNode each : cases(file)) {
            String input = each.path("input").asText();
            check(
                    file,
                    input,
                    each.path("output").isNull() ? null : each.path("output").asText(),
                    read.apply(input));
        }
    }

    private static boolean scheme(String input) {
        int colon = Url.schemeEnd(input.strip());
        return colon >= 0
                && SCHEMES.contains(input.strip().substring(0, colon + 1).toLowerCase(Locale.ROOT));
    }

    /** Addresses have more than one form. */
    private static @Nullable String host(String name) {
        return name.startsWith("[")
                ? "[" + Network.literal(name.substring(1, name.length() - 1)).getHostAddress() + "]"
                : Optional.ofNullable(Host.parse(name)).map(Host::text).orElse(null);
    }

    private static List<JsonNode> cases(String file) throws IOException {
        var out = new ArrayList<JsonNode>();
        new ObjectMapper().readTree(Shared.suite("url/wpt/" + file).toFile()).forEach(each -> {
            if (each.isObject()) {
                out.add(each);
            }
        });
        return out;
    }

    private void check(String file, String what, @Nullable String expected, @Nullable String actual) {
        all++;
        if (expected == null ? actual != null : !expected.equals(actual)) {
            failed.add(file + ": " + what + ": " + expected + ", but " + actual);
        }
    }

    private void end(String suite, int count) {
        System.out.printf("%s: %d/%d%n", suite, all - failed.size(), all);
        assertThat(failed).isEmpty();
        assertThat(all).isEqualTo(count);
    }
}
