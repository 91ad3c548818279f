package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.Main;

/** Training and measuring by the commands, on a third of the corpus; bounds with room for what a third less training costs. */
@ResourceLock(Resources.SYSTEM_OUT)
class ClassifiersCorpusIT {

    @TempDir
    private static Path work;

    private static Path corpus;

    @BeforeAll
    static void train() throws IOException {
        corpus = SharedData.find().corpus();
        assertThat(run("data", "train", "--manifest", third("train.tsv").toString()))
                .isZero();
    }

    private static int run(String data, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add(1, "-Ddata.dir=" + work.resolve(data));
        all.add(1, "-Dconfig.dir=" + Repository.root().resolve("config"));
        all.add(1, "-Droutes.dir=" + Repository.root().resolve("routes"));
        return Main.commandLine().execute(all.toArray(String[]::new));
    }

    /** Every third message of a manifest, as a manifest elsewhere. */
    private static Path third(String manifest) throws IOException {
        List<String> lines = Files.readAllLines(corpus.resolve(manifest));
        var some = new ArrayList<String>();
        for (int i = 1; i < lines.size(); i += 3) {
            some.add(corpus.resolve(lines.get(i)).toString());
        }
        return Files.write(work.resolve(manifest), some);
    }

    @Test
    void theSameMessagesMakeTheSameModel() throws IOException {
        assertThat(run("again", "train", "--manifest", work.resolve("train.tsv").toString()))
                .isZero();

        assertThat(work.resolve("again/learn/model")).hasSameBinaryContentAs(work.resolve("data/learn/model"));
    }

    @Test
    void learningTheSameAgainSavesNothing() throws IOException {
        Path model = work.resolve("data/learn/model");
        byte[] saved = Files.readAllBytes(model);
        FileTime when = Files.getLastModifiedTime(model);

        assertThat(run("data", "train", "--manifest", work.resolve("train.tsv").toString()))
                .isZero();

        assertThat(Files.readAllBytes(model)).isEqualTo(saved);
        assertThat(Files.getLastModifiedTime(model)).isEqualTo(when);
    }

    /** On a third of what they are meant to learn; what they reach with all of it stands in docs/filters/content.md. */
    @ParameterizedTest
    @CsvSource({"BAYES,0.65", "HMM,0.55", "LEARNER,0.2", "CONTENT,0.16"})
    void eachRanksSpamAboveHam(String classifier, double mostPercent) throws IOException {
        assertThat(lossPercent("dev.tsv", "--classifier", classifier)).isLessThan(mostPercent);
    }

    @Test
    void whatIsLearnedAfterItWasJudgedIsRankedFromNothing() throws IOException {
        assertThat(lossPercent("online.tsv", "--online")).isLessThan(0.09);
    }

    /** 1-ROCA% by the scores, pair by pair, as the referee counts. */
    private static double lossPercent(String manifest, String... arguments) throws IOException {
        Path some = third(manifest);
        Path scores = work.resolve("ranked.tsv");
        var all = new ArrayList<>(List.of("evaluate", some.toString(), "--scores", scores.toString()));
        all.addAll(List.of(arguments));
        assertThat(run("data", all.toArray(String[]::new))).isZero();
        List<String> labels = Files.readAllLines(some);
        List<String> judged = Files.readAllLines(scores);
        var spam = new ArrayList<Double>();
        var ham = new ArrayList<Double>();
        for (int i = 0; i < labels.size(); i++) {
            double probability = Double.parseDouble(judged.get(i).split("\t")[1]);
            (labels.get(i).split("\t")[1].equals("spam") ? spam : ham).add(probability);
        }
        double wrong = 0;
        for (double one : spam) {
            for (double other : ham) {
                wrong += other > one ? 1 : other == one ? 0.5 : 0;
            }
        }
        return 100 * wrong / spam.size() / ham.size();
    }

    @Test
    void contentTellsSpamFromHam() throws IOException {
        Path dev = third("dev.tsv");
        Path scores = work.resolve("scores.tsv");
        Path plot = work.resolve("roc.svg");

        assertThat(run(
                        "data",
                        "evaluate",
                        dev.toString(),
                        "--repeat",
                        "2",
                        "--scores",
                        scores.toString(),
                        "--plot",
                        plot.toString()))
                .isZero();

        List<Boolean> spam = Files.readAllLines(dev).stream()
                .map(line -> line.split("\t")[1].equals("spam"))
                .toList();
        List<Double> probabilities = Files.readAllLines(scores).stream()
                .map(line -> Double.parseDouble(line.split("\t")[1]))
                .toList();
        assertThat(probabilities).hasSameSizeAs(spam).hasSizeGreaterThan(900);
        int falsePositives = 0;
        int missed = 0;
        for (int i = 0; i < spam.size(); i++) {
            falsePositives += !spam.get(i) && probabilities.get(i) >= 0.5 ? 1 : 0;
            missed += spam.get(i) && probabilities.get(i) < 0.5 ? 1 : 0;
        }
        System.out.printf(
                "content, a third of the corpus: %d false positives, %d missed, of %d%n",
                falsePositives, missed, spam.size());
        assertThat(falsePositives).isLessThan(7);
        assertThat(missed).isLessThan(25);
        assertThat(plot).content().contains("<polyline");
    }

    /** Both print counts as integers, and shares with two places; they round halves differently. */
    @ParameterizedTest
    @CsvSource({"CONTENT,0.5", "BAYES,0.9", "LEARNER,0.05"})
    void theRefereeCountsTheSame(String classifier, String threshold) throws IOException {
        String python = Needs.tool("python3").toString();
        Path referee = SharedData.find().referee();
        Path dev = third("dev.tsv");
        Path scores = work.resolve("counted.tsv");

        String printed = printed(
                dev.toString(), "--classifier", classifier, "--threshold", threshold, "--scores", scores.toString());

        String counted =
                ChildProcess.run(python, referee.toString(), "-t", threshold, dev.toString(), scores.toString());
        Matcher ours = found(
                classifier.toLowerCase(Locale.ROOT)
                        + " +(\\d+) of (\\d+) ham (\\S+) % +(\\d+) of (\\d+) spam (\\S+) % +(\\S+) % +(\\S+) % +(\\S+)",
                printed);
        Matcher all = found("ham (\\d+) spam (\\d+) missing 0 unknown-paths 0", counted);
        assertThat(all.group(1)).isEqualTo(ours.group(2));
        assertThat(all.group(2)).isEqualTo(ours.group(5));
        Matcher wrong = found("FP (\\d+) \\((\\S+)% of ham\\) +FN (\\d+) \\((\\S+)% of spam\\)", counted);
        assertThat(wrong.group(1)).isEqualTo(ours.group(1));
        assertThat(wrong.group(3)).isEqualTo(ours.group(4));
        assertThat(number(wrong, 2)).isCloseTo(number(ours, 3), within(0.0101));
        assertThat(number(wrong, 4)).isCloseTo(number(ours, 6), within(0.0101));
        Matcher caught = found("FP<=0.1%: (\\S+)%.* FP<=0.5%: (\\S+)%", counted);
        assertThat(number(caught, 1)).isCloseTo(number(ours, 7), within(0.0101));
        assertThat(number(caught, 2)).isCloseTo(number(ours, 8), within(0.0101));
        assertThat(number(found("1-ROCA%: (\\S+)", counted), 1)).isCloseTo(number(ours, 9), within(0.000101));
    }

    private static Matcher found(String pattern, String in) {
        Matcher matcher = Pattern.compile(pattern).matcher(in);
        assertThat(matcher.find()).as("%s in %s", pattern, in).isTrue();
        return matcher;
    }

    private static double number(Matcher found, int group) {
        return Double.parseDouble(found.group(group));
    }

    private static String printed(String... arguments) {
        var out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            var all = new ArrayList<>(List.of("evaluate"));
            all.addAll(List.of(arguments));
            assertThat(run("data", all.toArray(String[]::new))).isZero();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
