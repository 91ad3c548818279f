package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many triplets as greylist remembers by default, in a heap of 512 MB. */
class TripletsIT {

    private static final int TRIPLETS = 1_000_000;

    /** What one look-up may take at most, on average. */
    private static final long MOST_NANOS = 50_000;

    @TempDir
    private Path home;

    @Test
    void aMillionFitsAndIsFoundAtOnce() {
        try (var node = TripletsNode.start(home, TRIPLETS)) {
            // A minute or two on a machine at rest.
            await().atMost(Duration.ofMinutes(10))
                    .until(() -> !node.alive() || node.log().contains("done"));
            System.out.println(node.log());

            assertThat(node.log())
                    .contains("written " + TRIPLETS + " in ", "done")
                    .doesNotContain("failed");
            assertThat(figures(node, "heap ")).singleElement().satisfies(heap -> assertThat(heap)
                    .isLessThan(500L));
            // Whatever else runs here makes a round slow, nothing makes one fast.
            assertThat(figures(node, "look-up ").stream()
                            .mapToLong(Long::longValue)
                            .min()
                            .orElseThrow())
                    .as(node.log())
                    .isLessThan(MOST_NANOS);
        }
    }

    private static List<Long> figures(ChildProcess node, String name) {
        return node.log()
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> Long.valueOf(line.substring(name.length())))
                .toList();
    }
}
