package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.learn.Model.Change;
import org.serai.learn.Model.Opinion;
import org.serai.learn.Model.Unlearning;
import org.serai.mail.Mail;

class ModelTest {

    private final Model model = Lessons.model();

    private static Sample spam(int number) {
        return Lessons.sample(Lessons.spam(number));
    }

    private static Sample ham(int number) {
        return Lessons.sample(Lessons.ham(number));
    }

    @Test
    void knowsNothingAtFirst() {
        assertThat(model.ready()).isFalse();
        assertThat(model.judge(spam(1))).isEqualTo(model.judge(ham(1)));
    }

    @Test
    void isReadyWhenItHasLearnedEnoughOfBoth() {
        IntStream.range(0, 300).forEach(i -> model.learn(spam(i), true));
        IntStream.range(0, 199).forEach(i -> model.learn(ham(i), false));
        assertThat(model.ready()).isFalse();

        model.learn(ham(199), false);

        assertThat(model.ready()).isTrue();
    }

    @Test
    void tellsSpamFromHamThatItHasNotSeen() {
        Lessons.teach(model, 200);

        for (int i = 1000; i < 1020; i++) {
            Opinion spam = model.judge(spam(i));
            Opinion ham = model.judge(ham(i));
            assertThat(spam.content()).isGreaterThan(0.7);
            assertThat(ham.content()).isLessThan(0.05);
            assertThat(spam.bayes()).isGreaterThan(ham.bayes());
            assertThat(spam.hmm()).isGreaterThan(ham.hmm());
            assertThat(spam.learner()).isGreaterThan(ham.learner());
        }
    }

    @Test
    void whenAllIsForgottenItSaysWhatANewOneSays() {
        Lessons.teach(model, 100);
        for (int i = 0; i < 100; i++) {
            model.unlearn(spam(i));
            model.unlearn(ham(i));
        }

        assertThat(model.judge(spam(1000))).isEqualTo(Lessons.model().judge(spam(1000)));
    }

    @Test
    void learnsAMessageOnce() {
        Lessons.teach(model, 50);
        Opinion before = model.judge(spam(1000));

        assertThat(model.learn(spam(7), true)).isEqualTo(Change.KNOWN);

        assertThat(model.judge(spam(1000))).isEqualTo(before);
        assertThat(model.spam()).isEqualTo(50);
    }

    @Test
    void takesALessonBackToTheLastBit() {
        Lessons.teach(model, 45);
        Opinion spamBefore = model.judge(spam(1000));
        Opinion hamBefore = model.judge(ham(1000));

        model.learn(spam(900), false);
        assertThat(model.judge(spam(900))).isNotEqualTo(spamBefore);
        assertThat(model.unlearn(spam(900))).isEqualTo(Unlearning.TAKEN_BACK);

        assertThat(model.judge(spam(1000))).isEqualTo(spamBefore);
        assertThat(model.judge(ham(1000))).isEqualTo(hamBefore);
        assertThat(model.unlearn(spam(900))).isEqualTo(Unlearning.UNKNOWN);
    }

    @Test
    void relabellingIsAsIfTheWrongLabelHadNeverBeen() {
        Model never = Lessons.model();
        Lessons.teach(never, 45);
        never.learn(spam(900), true);
        Lessons.teach(model, 45);
        model.learn(spam(900), false);

        assertThat(model.learn(spam(900), true)).isEqualTo(Change.RELABELLED);

        assertThat(model.judge(spam(1000))).isEqualTo(never.judge(spam(1000)));
        assertThat(model.judge(ham(1000))).isEqualTo(never.judge(ham(1000)));
        assertThat(model.spam()).isEqualTo(46);
        assertThat(model.ham()).isEqualTo(45);
    }

    @Test
    void whatItLearnedInAnotherFormIsNotTakenBack() {
        Lessons.teach(model, 45);
        Sample learned = spam(900);
        Sample other = Lessons.sample(Mails.data(text(Lessons.spam(900)).replace("To: b@", "X-Mailer: m\r\nTo: b@")));
        model.learn(learned, true);
        Opinion before = model.judge(spam(1000));
        assertThat(other.fingerprint()).isEqualTo(learned.fingerprint());

        assertThat(model.unlearn(other)).isEqualTo(Unlearning.INEXACT);
        assertThat(model.learn(other, false)).isEqualTo(Change.INEXACT);
        assertThat(model.learn(other, true)).isEqualTo(Change.KNOWN);

        assertThat(model.judge(spam(1000))).isEqualTo(before);
        assertThat(model.unlearn(learned)).isEqualTo(Unlearning.TAKEN_BACK);
    }

    private static String text(Mail mail) {
        try (var in = mail.content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void forgetsTheOldestLessonsAndKeepsWhatTheyTaught() {
        var small = new Model(new Model.Options(1, 1, 10, 2, 1, 100, 10, 10, 3, 2));
        Lessons.teach(small, 20);

        assertThat(small.spam() + small.ham()).isEqualTo(10);
        assertThat(small.judge(spam(1000)).learner())
                .isGreaterThan(small.judge(ham(1000)).learner());
    }

    /** So much spam came after it, as from traps, that of both only the last would be spam. */
    @Test
    void theClassOfWhichThereIsLessIsNotForgotten() {
        var options = new Model.Options(40, 40, 1000, 2, 1, 0, 0, 10, 3, 2);
        var model = new Model(options);
        Lessons.teach(model, 60);
        for (int i = 1000; i < 2200; i++) {
            model.learn(Lessons.sample(Lessons.spam(i)), true);
        }

        assertThat(model.spam() + model.ham()).isEqualTo(1000);
        assertThat(model.ham()).isEqualTo(60);
        assertThat(model.ready()).isTrue();
        assertThat(model.judge(Lessons.sample(Lessons.ham(900))).content()).isLessThan(0.1);
        assertThat(model.judge(Lessons.sample(Lessons.spam(900))).content()).isGreaterThan(0.5);
    }

    /** Mail that comes asks; it must not wait for a slow disk. */
    @Test
    void whoAsksWhatItKnowsWaitsForNoSave() throws IOException {
        Lessons.teach(model, 1);
        Sample known = Lessons.sample(Lessons.spam(0));
        var answers = new ArrayList<Boolean>();
        var disk = new OutputStream() {
            @Override
            public void write(int octet) {
                if (answers.isEmpty()) {
                    answers.add(CompletableFuture.supplyAsync(
                                    () -> model.knows(known.fingerprint()) && !model.wouldChange(known, Label.SPAM))
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join());
                }
            }
        };

        model.write(new DataOutputStream(disk));

        assertThat(answers).containsExactly(true);
    }

    @Test
    void countsOfTheMarkovModelDoNotOverflow() {
        var hmm = new Hmm(1);
        int[] features = hmm.features(Lessons.sample(Lessons.spam(0)));
        for (int i = 0; i < 200; i++) {
            hmm.add(features, true, 1_000_000);
        }
        hmm.add(hmm.features(Lessons.sample(Lessons.ham(0))), false, 1_000_000);

        assertThat(hmm.evidence(features)).isGreaterThan(5);
    }

    @Test
    void saysWhichTokensTellMost() {
        Lessons.teach(model, 100);

        assertThat(model.telling(spam(1000), Addressee.NOBODY, 5))
                .hasSize(5)
                .allSatisfy(each -> assertThat(each.spam()).isBetween(0.0, 1.0))
                .anySatisfy(each -> assertThat(each.spam()).isGreaterThan(0.9));
    }
}
