package org.serai.train;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.serai.CommonOptions;
import org.serai.camel.ContentReaders;
import org.serai.camel.DataDirectory;
import org.serai.config.ConfigException;
import org.serai.learn.Label;
import org.serai.learn.Model;
import org.serai.learn.Model.Opinion;
import org.serai.learn.ModelFile;
import org.serai.learn.Sample;
import org.serai.train.Figures.Caught;
import org.serai.train.Figures.Judged;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the classifiers on messages of which is known what they are. */
@Command(
        name = "evaluate",
        description =
                "Judges messages of which is known what they are and says how often that was right. With --online each is"
                        + " learned after it was judged, beginning with nothing; the model of data.dir is neither read nor changed"
                        + " then. Without, it is read, and not changed.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class EvaluateCommand implements Callable<Integer> {

    /** Whose probability is measured. */
    enum Classifier {
        BAYES(Opinion::bayes),
        HMM(Opinion::hmm),
        LEARNER(Opinion::learner),
        CONTENT(Opinion::content);

        private final ToDoubleFunction<Opinion> probability;

        Classifier(ToDoubleFunction<Opinion> probability) {
            this.probability = probability;
        }
    }

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(
            paramLabel = "DIR|MANIFEST",
            description = "A directory with folders spam and ham, or a file of lines path, tab, spam or ham.")
    private Path messages = Path.of(".");

    @Option(names = "--online", description = "Learn each message after it was judged, beginning with nothing.")
    private boolean online;

    @Option(
            names = "--classifier",
            paramLabel = "NAME",
            defaultValue = "CONTENT",
            description = "Whose probability: ${COMPLETION-CANDIDATES}.")
    private Classifier classifier = Classifier.CONTENT;

    @Option(
            names = "--threshold",
            paramLabel = "P",
            defaultValue = "0.5",
            description = "From which probability on a message counts as spam.")
    private double threshold = 0.5;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Judge all messages so many times; the speed is that of the last time, the others warm up.")
    private int repeat = 1;

    @Option(names = "--scores", paramLabel = "FILE", description = "Write lines of path, tab, probability.")
    private @Nullable Path scores;

    @Option(names = "--plot", paramLabel = "FILE", description = "Write the ROC curve as SVG.")
    private @Nullable Path plot;

    @Override
    public Integer call() {
        TrainCommand.requireRounds(repeat);
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new ConfigException("--threshold " + threshold + ": a probability is from 0 to 1");
        }
        List<Labelled> all = labelled();
        // Before hours of work, not behind them.
        write(scores, "");
        write(plot, "");
        var options = common.settings().bind("learn.", Model.Options.class);
        Model model = online
                ? new Model(options)
                : new ModelFile(DataDirectory.of(common.settings(), common.home())).load(options);
        if (online && repeat > 1) {
            throw new ConfigException("--online judges each message once, without --repeat");
        }
        if (!online && !model.ready()) {
            System.err.printf(
                    "serai: data.dir knows %d spam and %d ham; with fewer than learn.min-spam and learn.min-ham the filters say"
                            + " nothing of mail; what train keeps waiting is not among them%n",
                    model.spam(), model.ham());
        }
        Map<Classifier, List<Judged>> judged = new TreeMap<>();
        for (Classifier each : Classifier.values()) {
            judged.put(each, new ArrayList<>(all.size()));
        }
        var speed = Speed.of(all.size(), repeat);
        var progress = new Progress(System.err, online ? "judged and learned" : "judged", all.size() * repeat);
        try (var samples = new Samples(
                ContentReaders.patient(common.settings(), common.home()).samples())) {
            for (int round = 0; round < repeat; round++) {
                judged.values().forEach(List::clear);
                samples.each(all, each -> samples.of(each.file()), (message, sample) -> {
                    Opinion opinion = model.judge(sample);
                    judged.forEach(
                            (each, list) -> list.add(new Judged(message, each.probability.applyAsDouble(opinion))));
                    learn(model, sample, message.spam());
                    speed.step();
                    progress.step();
                });
            }
        }
        print(judged, speed, System.out);
        List<Judged> asked = judged.getOrDefault(classifier, List.of());
        write(scores, lines(asked));
        write(plot, RocPlot.svg(classifier.name().toLowerCase(Locale.ROOT), asked));
        return 0;
    }

    private List<Labelled> labelled() {
        var files = new LabelledFiles();
        files.add(messages);
        files.leftOut().forEach(each -> System.err.println("serai: " + each));
        if (files.messages().isEmpty()) {
            throw new ConfigException("There is no message in " + messages);
        }
        for (Labelled each : files.messages()) {
            if (each.label() == Label.FORGET) {
                throw new ConfigException(messages + " says forget of " + each.name()
                        + ", which is neither spam nor ham to compare with");
            }
        }
        return files.messages();
    }

    private void learn(Model model, Sample sample, boolean spam) {
        if (online) {
            model.learn(sample, spam);
        }
    }

    private void print(Map<Classifier, List<Judged>> judged, Speed speed, PrintStream out) {
        out.printf("%-10s %s%n", "", header());
        judged.forEach((each, list) -> {
            String name = each.name().toLowerCase(Locale.ROOT);
            out.printf("%-10s %s%n", name, row(Figures.of(list, threshold)));
        });
        var sources = new TreeMap<String, List<Judged>>();
        for (Judged each : judged.getOrDefault(classifier, List.of())) {
            String kind = each.message().spam() ? " spam" : " ham";
            sources.computeIfAbsent(each.message().source() + kind, any -> new ArrayList<>())
                    .add(each);
        }
        out.printf("%n%s by source:%n", classifier.name().toLowerCase(Locale.ROOT));
        sources.forEach((source, list) -> {
            Figures figures = Figures.of(list, threshold);
            int wrong = figures.falsePositives() + figures.falseNegatives();
            out.printf(
                    Locale.ROOT,
                    "  %-32s %6d, wrong %4d, %.2f %%%n",
                    source,
                    list.size(),
                    wrong,
                    100.0 * wrong / list.size());
        });
        out.printf("%n%s%n", speed.said());
    }

    private String header() {
        return String.format(
                Locale.ROOT,
                "%-22s %-22s %-12s %-12s %s",
                "false positives",
                "missed",
                "caught, 0.1 %",
                "0.5 % FP",
                "1-ROCA%");
    }

    private static String row(Figures figures) {
        List<Caught> caught = figures.caught();
        return String.format(
                Locale.ROOT,
                "%-22s %-22s %-12s %-12s %s",
                share(figures.falsePositives(), figures.ham(), "ham"),
                share(figures.falseNegatives(), figures.spam(), "spam"),
                percent(caught.get(0)),
                percent(caught.get(1)),
                figures.ham() == 0 || figures.spam() == 0
                        ? "-"
                        : String.format(Locale.ROOT, "%.4f", figures.lossPercent()));
    }

    private static String share(int some, int all, String of) {
        return String.format(Locale.ROOT, "%d of %d %s %.2f %%", some, all, of, 100.0 * some / Math.max(1, all));
    }

    private static String percent(Caught caught) {
        return Double.isNaN(caught.percent()) ? "-" : String.format(Locale.ROOT, "%.2f %%", caught.percent());
    }

    private static String lines(List<Judged> judged) {
        var out = new StringBuilder();
        judged.forEach(each -> out.append(each.message().name())
                .append('\t')
                .append(each.probability())
                .append('\n'));
        return out.toString();
    }

    private static void write(@Nullable Path file, String text) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be written", file, e);
        }
    }
}
