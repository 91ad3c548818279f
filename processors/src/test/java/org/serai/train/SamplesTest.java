package org.serai.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.ConfigException;
import org.serai.learn.Lessons;

class SamplesTest {

    @TempDir
    private Path directory;

    private final Samples samples = new Samples(Lessons.READER);
    private final List<String> given = new ArrayList<>();

    @AfterEach
    void close() {
        samples.close();
    }

    private void each(Path... files) {
        samples.each(
                List.of(files),
                samples::of,
                (file, sample) -> given.add(file.getFileName().toString()));
    }

    private Path message(String name) throws IOException {
        return Files.writeString(directory.resolve(name), "Subject: " + name + "\r\n\r\ntext\r\n");
    }

    @Test
    void givesThemInTheirOrder() throws IOException {
        each(message("2.eml"), message("1.eml"), message("3.eml"));

        assertThat(given).containsExactly("2.eml", "1.eml", "3.eml");
    }

    @Test
    void whatIsNoFileIsNamedAndWhatStoodBeforeItIsGiven() throws IOException {
        Path one = message("1.eml");

        assertThatThrownBy(() -> each(one, directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(directory + " is no file");
        assertThatThrownBy(() -> each(directory.resolve("none.eml")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none.eml");
        assertThat(given).containsExactly("1.eml");
    }

    @Test
    void whatIsTooLargeIsNotRead() throws IOException {
        Path large = directory.resolve("large.eml");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength((64L << 20) + 1);
        }

        assertThatThrownBy(() -> each(large))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("large.eml has more than");
    }
}
