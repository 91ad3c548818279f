package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The CPU time of filters among the metrics. */
class FilterCpuTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void isCountedWhereItIsAskedFor() {
        var metrics = new Metrics(registry, true);
        long before = metrics.cpu();
        long sum = 0;
        while (metrics.cpu() == before) {
            sum += System.nanoTime() % 7;
        }
        assertThat(sum).isNotNegative();

        metrics.checked("clamav", 5_000_000, 2_000_000, false);

        assertThat(registry.get("serai.filter.cpu")
                        .tag("filter", "clamav")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(2);
        assertThat(registry.get("serai.filter").tag("filter", "clamav").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(5);
    }

    @Test
    void costsNothingWhereItIsNot() {
        var metrics = new Metrics(registry, false);

        metrics.checked("clamav", 5_000_000, 0, false);

        assertThat(metrics.cpu()).isZero();
        assertThat(registry.find("serai.filter.cpu").timer()).isNull();
    }
}
