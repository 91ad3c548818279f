package org.serai.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.mail.BytesContent;

class FileArchiveTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    Path directory;

    private FileStore store;
    private FileArchive archive;

    @BeforeEach
    void open() throws IOException {
        store = new FileStore(directory, Clock.systemUTC());
        archive = new FileArchive(directory);
    }

    private void put(String id, int octets, Duration age) throws IOException {
        store.put(id, new BytesContent(new byte[octets]), "{}");
        Files.setLastModifiedTime(directory.resolve(id + ".eml"), FileTime.from(NOW.minus(age)));
    }

    @Test
    void tellsTheOldestIdsAndHowManyThereAre() throws IOException {
        for (String id : new String[] {"c", "a", "d", "b"}) {
            put(id, 1, Duration.ZERO);
        }
        store.hold("0held", new BytesContent(new byte[1]), "{}");

        FileArchive.Contents contents = archive.contents(2);

        assertThat(contents.first()).containsExactly("a", "b");
        assertThat(contents.messages()).isEqualTo(4);
    }

    @Test
    void opensWhatWasKeptAndVerifiesIt() throws IOException {
        var content = new BytesContent("a\u0000b".getBytes(StandardCharsets.UTF_8));
        store.put("a", content, "{\"x\":1}");

        Stored stored = archive.open("a").verified(content.sha256().hex());

        assertThat(stored.json()).isEqualTo("{\"x\":1}");
        assertThat(stored.content().size()).isEqualTo(3);
        try (var in = stored.content().open()) {
            assertThat(in.readAllBytes()).containsExactly('a', 0, 'b');
        }
        Files.writeString(directory.resolve("a.eml"), "a_b");
        assertThatThrownBy(() -> archive.open("a").verified(content.sha256().hex()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("a: the bytes are not those that were kept");
    }

    @Test
    void saysThatAMessageIsGone() throws IOException {
        put("a", 1, Duration.ZERO);
        Stored opened = archive.open("a");
        archive.remove("a");

        assertThat(directory).isEmptyDirectory();
        assertThat(archive.kept("a")).isNull();
        assertThatThrownBy(() -> archive.open("a")).isInstanceOf(GoneException.class);
        assertThatThrownBy(() -> opened.content().open()).isInstanceOf(GoneException.class);
    }

    @Test
    void noIdLeadsOutOfTheDirectory() throws IOException {
        Path inner = Files.createDirectory(directory.resolve("inner"));
        put("a", 1, Duration.ZERO);
        var below = new FileArchive(inner);

        assertThatIllegalArgumentException().isThrownBy(() -> below.open("../a"));
        assertThatIllegalArgumentException().isThrownBy(() -> below.remove("../a"));
        assertThat(directory.resolve("a.eml")).exists();
    }

    @Test
    void sweepsWhatIsTooOld() throws IOException {
        put("old", 1, Duration.ofDays(31));
        put("young", 1, Duration.ofDays(29));

        assertThat(archive.sweep(NOW.minus(Duration.ofDays(30)), 0)).isEqualTo(1);
        assertThat(archive.contents(9).first()).containsExactly("young");
        assertThat(directory.resolve("old.json")).doesNotExist();
    }

    @Test
    void sweepsTheOldestUntilTheRestIsSmallEnough() throws IOException {
        put("a", 1000, Duration.ofDays(3));
        put("b", 1000, Duration.ofDays(2));
        put("c", 1000, Duration.ofDays(1));

        assertThat(archive.sweep(NOW.minus(Duration.ofDays(30)), 2100)).isEqualTo(1);
        assertThat(archive.contents(9).first()).containsExactly("b", "c");
    }
}
