package org.serai.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.serai.learn.Label;
import org.serai.train.Figures.Judged;

class FiguresTest {

    private static List<Judged> judged(double[] ham, double[] spam) {
        var out = new ArrayList<Judged>();
        for (double each : ham) {
            out.add(new Judged(new Labelled("h", Path.of("h"), Label.HAM, ""), each));
        }
        for (double each : spam) {
            out.add(new Judged(new Labelled("s", Path.of("s"), Label.SPAM, ""), each));
        }
        return out;
    }

    @Test
    void countsErrorsAtTheThreshold() {
        Figures figures = Figures.of(judged(new double[] {0, 0.5, 0.4}, new double[] {0.5, 0.49, 1}), 0.5);

        assertThat(figures.falsePositives()).isEqualTo(1);
        assertThat(figures.falseNegatives()).isEqualTo(1);
    }

    @Test
    void theLossIsTheShareOfPairsInTheWrongOrder() {
        // 9 pairs: 0.5 above 0.49 is wrong, 0.5 and 0.5 half.
        Figures figures = Figures.of(judged(new double[] {0, 0.5, 0.4}, new double[] {0.5, 0.49, 1}), 0.5);

        assertThat(figures.lossPercent()).isCloseTo(100 * 1.5 / 9, within(1e-9));
    }

    @Test
    void caughtIsWhatLiesAboveTheHamThatMayBeLost() {
        var ham = new double[1000];
        ham[0] = 0.9;
        ham[1] = 0.7;
        Figures figures = Figures.of(judged(ham, new double[] {0.95, 0.8, 0.7, 0.1}), 0.5);

        assertThat(figures.caught().get(0).threshold()).isEqualTo(0.7);
        assertThat(figures.caught().get(0).percent()).isEqualTo(50);
        assertThat(figures.caught().get(1).percent()).isEqualTo(100);
    }

    @Test
    void thePlotIsALineFromAllMissedToAllRefused() {
        String svg = RocPlot.svg("a <b>", judged(new double[] {0.1, 0.6}, new double[] {0.9, 0.5}));

        assertThat(svg)
                .startsWith("<svg")
                .contains("a &lt;b>")
                .contains("<polyline")
                .doesNotContain("NaN");
    }
}
