package org.serai.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.serai.CommonOptions;
import org.serai.camel.ContentReaders;
import org.serai.camel.DataDirectory;
import org.serai.config.ConfigException;
import org.serai.learn.Backlog;
import org.serai.learn.Label;
import org.serai.learn.Model;
import org.serai.learn.ModelFile;
import org.serai.learn.ModelLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Teaches the classifiers what is spam and what is ham. */
@Command(
        name = "train",
        description =
                "Learns from messages of which is known what they are, and forgets others. What was learned before changes"
                        + " nothing, so after an interruption the same command goes on. Messages of one class alone wait"
                        + " until learn.min-spam and learn.min-ham are there to be mixed with.",
        sortOptions = false)
public final class TrainCommand implements Callable<Integer> {

    private static final int WARM_UP = 1000;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--spam", paramLabel = "DIR", description = "All messages below it are spam, a file each.")
    private @Nullable Path spam;

    @Option(names = "--ham", paramLabel = "DIR", description = "All messages below it are ham, a file each.")
    private @Nullable Path ham;

    @Option(
            names = "--forget",
            paramLabel = "DIR",
            description = "What the messages below it have taught is taken back, as spam or as ham, before others are"
                    + " learned. A single file may be named as well.")
    private @Nullable Path forget;

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description = "Lines of path, tab, spam, ham or forget; paths are relative to the file.")
    private @Nullable Path manifest;

    @Option(
            names = "--in-order",
            description =
                    "In the order of the manifest, and at once; else spam and ham are mixed, behind what is forgotten.")
    private boolean inOrder;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Learn all messages so many times, each time beginning with what was known before; the speed is"
                            + " that of the last time, the others warm up and are forgotten.")
    private int repeat = 1;

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description = "Writes what was learned and saved last into a file, and learns nothing.")
    private @Nullable Path export;

    @Option(
            names = "--import",
            paramLabel = "FILE",
            description =
                    "Puts what --export wrote in the place of all that was learned before, on all nodes that share it.")
    private @Nullable Path imported;

    @Override
    public Integer call() {
        try {
            return export == null && imported == null ? learn() : copy();
        } catch (UncheckedIOException e) {
            throw new ConfigException(
                    e.getMessage() + ": " + ConfigException.reason(Objects.requireNonNull(e.getCause())), e);
        }
    }

    private int learn() {
        List<Labelled> messages = messages();
        var file = new ModelFile(DataDirectory.of(common.settings(), common.home()));
        try (var lock = lock(file);
                var backlog = Backlog.open(file);
                var samples = new Samples(
                        ContentReaders.patient(common.settings(), common.home()).samples())) {
            learn(messages, samples, backlog, file);
        }
        return 0;
    }

    private int copy() {
        boolean messages = spam != null || ham != null || forget != null || manifest != null;
        if (export != null && imported != null || messages) {
            throw new ConfigException("--export and --import stand alone");
        }
        var options = common.settings().bind("learn.", Model.Options.class);
        var file = new ModelFile(DataDirectory.of(common.settings(), common.home()));
        Model model;
        if (export != null) {
            model = file.export(export, options);
        } else {
            try (var lock = lock(file);
                    var backlog = Backlog.open(file)) {
                model = file.replace(Objects.requireNonNull(imported), options);
                backlog.clear();
            }
        }
        System.out.printf("the model knows %d spam and %d ham%n", model.spam(), model.ham());
        return 0;
    }

    /** Waits until nobody else saves: a running firewall does so within learn.save-interval. */
    private static ModelLock lock(ModelFile file) {
        try {
            ModelLock lock = file.tryLock();
            if (lock == null) {
                System.err.println(
                        "serai: waiting for another process, which is learning and has locked " + file.lockFile());
                lock = file.lock();
            }
            return lock;
        } catch (IOException e) {
            throw ConfigException.about(file.lockFile() + " cannot be locked", file.lockFile(), e);
        }
    }

    private void learn(List<Labelled> messages, Samples samples, Backlog backlog, ModelFile file) {
        var options = common.settings().bind("learn.", Model.Options.class);
        Model model = file.load(options);
        var training = new Training(samples, backlog, model, () -> file.save(model));
        // Who says an order, or measures, means these messages now and no others.
        boolean mixed = !inOrder && repeat <= 1;
        if (mixed && training.mustWait(messages, options)) {
            var progress = new Progress(System.err, "kept", messages.size());
            Outcomes kept = training.keep(training.forgettingFirst(messages), progress::step);
            training.save();
            System.out.println(kept.said(model));
            System.out.printf(
                    "%d spam and %d ham wait in %s to be mixed: until there are %d spam and %d ham (learn.min-spam,"
                            + " learn.min-ham), by this command, or in what a running Serai learns%n",
                    backlog.count(Label.SPAM),
                    backlog.count(Label.HAM),
                    backlog.file(),
                    options.minSpam(),
                    options.minHam());
            return;
        }
        List<Training.Lesson> lessons = inOrder ? training.inOrder(messages) : training.mixed(messages);
        int rounds = Math.max(1, repeat);
        var progress = new Progress(System.err, "learned", lessons.size() * rounds);
        var speed = new Speed(rounds == 1 ? Math.min(WARM_UP, lessons.size() / 2) : lessons.size() * (rounds - 1));
        Runnable step = () -> {
            speed.step();
            progress.step();
        };
        for (int round = 1; round < rounds; round++) {
            new Training(samples, backlog, file.load(options), () -> {}).learn(lessons, step);
        }
        Outcomes outcomes = training.learn(lessons, step);
        String told = speed.said();
        training.save();
        if (mixed && outcomes.taught()) {
            backlog.clear();
        }
        System.out.println(outcomes.said(model));
        System.out.println(told);
    }

    private static boolean overlap(Path one, Path other) {
        Path first = one.toAbsolutePath().normalize();
        Path second = other.toAbsolutePath().normalize();
        return first.startsWith(second) || second.startsWith(first);
    }

    private List<Labelled> messages() {
        var files = new LabelledFiles();
        if (forget != null) {
            files.folder(forget, Label.FORGET);
        }
        if (spam != null) {
            files.folder(spam, Label.SPAM);
        }
        if (ham != null) {
            files.folder(ham, Label.HAM);
        }
        if (manifest != null) {
            files.add(manifest);
        }
        if (spam != null && ham != null && overlap(spam, ham)) {
            throw new ConfigException(spam + " and " + ham + " overlap: a message is spam or ham");
        }
        files.leftOut().forEach(each -> System.err.println("serai: " + each));
        if (files.messages().isEmpty()) {
            throw new ConfigException(
                    "Nothing to learn from: say --spam DIR, --ham DIR, --forget DIR or --manifest FILE, with messages in them");
        }
        return files.messages();
    }
}
