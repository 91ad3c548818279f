package org.serai.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledFilesTest {

    @TempDir
    private Path directory;

    @Test
    void aManifestNamesFilesBesideIt() throws IOException {
        Path manifest = Files.writeString(
                directory.resolve("mails.tsv"), "path\tlabel\tsource\na/1.eml\tspam\tlist\nb/2.eml\tham\n");

        assertThat(LabelledFiles.of(manifest))
                .containsExactly(
                        new Labelled("a/1.eml", directory.resolve("a/1.eml"), true, "list"),
                        new Labelled("b/2.eml", directory.resolve("b/2.eml"), false, ""));
    }

    @Test
    void aWrongLineIsToldWithItsPlace() throws IOException {
        Path manifest = Files.writeString(directory.resolve("mails.tsv"), "a.eml\tspam\nb.eml maybe\n");

        assertThatThrownBy(() -> LabelledFiles.of(manifest)).hasMessageContaining("mails.tsv:2: ");
    }

    @Test
    void aDirectoryHasSpamAndHam() throws IOException {
        Files.createDirectories(directory.resolve("spam/deeper"));
        Files.createDirectories(directory.resolve("ham"));
        Files.writeString(directory.resolve("spam/deeper/1"), "x");
        Files.writeString(directory.resolve("ham/2"), "y");

        assertThat(LabelledFiles.of(directory)).extracting(Labelled::spam).containsExactly(true, false);
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> LabelledFiles.folder(directory.resolve("none"), true))
                .hasMessageContaining("none");
    }
}
