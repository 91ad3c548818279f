package org.serai.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.config.ConfigException;
import org.serai.mail.DomainName;

class PublicSuffixesTest {

    private final PublicSuffixes list = PublicSuffixes.bundled();

    @TempDir
    private Path directory;

    private static @Nullable String registrable(PublicSuffixes list, String text) {
        DomainName name = DomainName.of(text);
        DomainName found = name == null ? null : list.registrable(name);
        return found == null ? null : found.ascii();
    }

    @ParameterizedTest
    @CsvSource({
        "a.b.example.com, example.com",
        "example.com, example.com",
        "com,",
        "example.co.uk, example.co.uk",
        "co.uk,",
        "user.github.io, user.github.io",
        "www.ck, www.ck",
        "a.b.ck, a.b.ck",
        "b.ck,",
        "nowhere.unlisted, nowhere.unlisted",
        "unlisted,",
        "www.食狮.公司.cn, xn--85x722f.xn--55qx5d.cn",
    })
    void findsTheRegistrableDomain(String name, @Nullable String expected) {
        assertThat(registrable(list, name)).isEqualTo(expected);
    }

    @Test
    void knowsSuffixes() {
        assertThat(list.isSuffix(new DomainName("co.uk"))).isTrue();
        assertThat(list.isSuffix(new DomainName("example.co.uk"))).isFalse();
    }

    @Test
    void readsAListOfTheOperators() throws IOException {
        Files.writeString(
                directory.resolve("mine.dat"), "// mine\nexample\n\n*.wild.example  said behind\n!no.wild.example\n");
        var mine = PublicSuffixes.of(new PublicSuffixes.Options("mine.dat"), directory);

        assertThat(registrable(mine, "a.b.example")).isEqualTo("b.example");
        assertThat(registrable(mine, "a.b.c.wild.example")).isEqualTo("b.c.wild.example");
        assertThat(registrable(mine, "a.no.wild.example")).isEqualTo("no.wild.example");
    }

    @Test
    void refusesWhatIsNone() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.dat"), "// nothing\n");

        assertThatThrownBy(() -> PublicSuffixes.load(empty)).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> PublicSuffixes.load(directory.resolve("missing.dat")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("missing.dat");
    }
}
