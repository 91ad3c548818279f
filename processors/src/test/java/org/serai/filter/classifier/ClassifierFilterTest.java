package org.serai.filter.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.serai.config.Binder;
import org.serai.learn.Lessons;
import org.serai.learn.LiveModel;
import org.serai.learn.Model;
import org.serai.learn.ModelFile;
import org.serai.mail.Finding;

class ClassifierFilterTest {

    private static final ClassifierFilter.Options OPTIONS = Binder.defaults(ClassifierFilter.Options.class);
    private static final Model.Options MODEL = Binder.defaults(Model.Options.class);

    @TempDir
    private Path data;

    private ClassifierFilter filter(ClassifierUse use, ClassifierFilter.Options options) {
        return new ClassifierFilter(use, options, Lessons.READER, new LiveModel(new ModelFile(data), MODEL));
    }

    private void train() {
        Model model = Lessons.model();
        Lessons.teach(model, 200);
        new ModelFile(data).save(model);
    }

    @ParameterizedTest
    @EnumSource(ClassifierUse.class)
    void saysNothingUntilItHasLearnedEnough(ClassifierUse use) {
        assertThat(filter(use, OPTIONS).check(Lessons.spam(1000))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ClassifierUse.class)
    void tellsSpamAndHamWithItsProbability(ClassifierUse use) {
        train();
        var careless = new ClassifierFilter.Options(1, 0.2, 0.19);

        Finding spam = only(filter(use, careless).check(Lessons.spam(1000)));
        Finding ham = only(filter(use, careless).check(Lessons.ham(1000)));

        assertThat(spam.symbol()).isEqualTo(use + "_SPAM");
        assertThat(ham.symbol()).isEqualTo(use + "_HAM");
        assertThat(probability(spam)).isBetween(0.2, 1.0);
        assertThat(probability(ham)).isBetween(0.0, 0.19);
    }

    @Test
    void surelySpamHasASymbolOfItsOwn() {
        train();

        assertThat(only(filter(ClassifierUse.CONTENT, new ClassifierFilter.Options(0.5, 0.5, 0))
                                .check(Lessons.spam(1000)))
                        .symbol())
                .isEqualTo("CONTENT_SURELY");
    }

    @Test
    void betweenHamAndSpamItSaysNothing() {
        train();

        assertThat(filter(ClassifierUse.CONTENT, new ClassifierFilter.Options(1, 1, 0))
                        .check(Lessons.ham(1000)))
                .isEmpty();
    }

    @Test
    void bayesSaysWhichTokensDecidedAndContentWhatTheOthersSaid() {
        train();

        Finding bayes = only(filter(ClassifierUse.BAYES, new ClassifierFilter.Options(1, 0.1, 0))
                .check(Lessons.spam(1000)));
        Finding content = only(filter(ClassifierUse.CONTENT, OPTIONS).check(Lessons.spam(1000)));

        assertThat(bayes.evidence().get("tokens")).asInstanceOf(LIST).hasSizeBetween(5, 15);
        assertThat(content.evidence()).containsKeys("probability", "bayes", "hmm", "learner");
        assertThat(content.reason()).doesNotContainPattern("[0-9]");
    }

    @Test
    void thresholdsInTheWrongOrderAreRefused() {
        assertThatThrownBy(() -> new ClassifierFilter.Options(0.4, 0.5, 0.1)).hasMessageContaining("grow");
    }

    private static double probability(Finding finding) {
        return Double.parseDouble(String.valueOf(finding.evidence().get("probability")));
    }

    private static Finding only(List<Finding> findings) {
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }
}
