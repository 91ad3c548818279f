package org.serai.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.serai.CommonOptions;
import org.serai.camel.ContentReaders;
import org.serai.camel.DataDirectory;
import org.serai.config.ConfigException;
import org.serai.learn.Addressee;
import org.serai.learn.Label;
import org.serai.learn.Model;
import org.serai.learn.ModelFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Teaches the classifiers what is spam and what is ham. */
@Command(
        name = "train",
        description =
                "Learns from messages of which is known what they are, and forgets others. What was learned, or"
                        + " forgotten, before is no work and changes nothing, so after an interruption the same command goes on.",
        sortOptions = false)
public final class TrainCommand implements Callable<Integer> {

    /** After an interruption so much is learned again at most. */
    private static final long SAVE_NANOS = 30_000_000_000L;

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
            description = "In the order of the manifest; else spam and ham are mixed, behind what is forgotten.")
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
        if (export != null || imported != null) {
            return copy();
        }
        List<Labelled> messages = messages();
        if (!inOrder) {
            mix(messages);
        }
        var options = common.settings().bind("learn.", Model.Options.class);
        var file = new ModelFile(DataDirectory.of(common.settings(), common.home()));
        try (var lock = lock(file)) {
            return learn(messages, file, options);
        }
    }

    /** Always the same way: who repeats a training gets the same model. */
    private static void mix(List<Labelled> messages) {
        messages.sort(Comparator.comparing(each -> each.label() != Label.FORGET));
        long forgotten =
                messages.stream().filter(each -> each.label() == Label.FORGET).count();
        Collections.shuffle(messages.subList((int) forgotten, messages.size()), new Random(1));
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
            try (var lock = lock(file)) {
                model = file.replace(Objects.requireNonNull(imported), options);
            }
        }
        System.out.printf("the model knows %d spam and %d ham%n", model.spam(), model.ham());
        return 0;
    }

    /** Waits until nobody else saves: a running firewall does so within learn.save-interval. */
    private static ModelFile.Lock lock(ModelFile file) {
        try {
            ModelFile.Lock lock = file.tryLock();
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

    private int learn(List<Labelled> messages, ModelFile file, Model.Options options) {
        int rounds = Math.max(1, repeat);
        var progress = new Progress(System.err, "learned", messages.size() * rounds);
        var speed = new Speed(rounds == 1 ? Math.min(WARM_UP, messages.size() / 2) : messages.size() * (rounds - 1));
        Runnable step = () -> {
            speed.step();
            progress.step();
        };
        Model model = file.load(options);
        warnOfOneClass(messages, model, options);
        Outcomes outcomes;
        try (var samples = new Samples(
                ContentReaders.patient(common.settings(), common.home()).samples())) {
            for (int round = 1; round < rounds; round++) {
                learn(messages, samples, file.load(options), step, () -> {});
            }
            outcomes = learn(messages, samples, model, step, () -> file.save(model));
        }
        String told = speed.said();
        // Saving the same again would push what was saved before out of model.before.
        if (outcomes.changed()) {
            file.save(model);
        }
        System.out.println(outcomes.said(model));
        System.out.println(told);
        return 0;
    }

    private static Outcomes learn(List<Labelled> messages, Samples samples, Model model, Runnable step, Runnable save) {
        var outcomes = new Outcomes();
        var saved = new long[] {System.nanoTime()};
        try {
            samples.each(messages, (message, sample) -> {
                outcomes.add(message.label(), model.take(sample, message.label(), Addressee.NOBODY));
                if (outcomes.changed() && System.nanoTime() - saved[0] > SAVE_NANOS) {
                    save.run();
                    saved[0] = System.nanoTime();
                }
                step.run();
            });
        } catch (ConfigException e) {
            // A message that cannot be read costs nothing of what was learned before it.
            if (outcomes.changed()) {
                save.run();
            }
            throw e;
        }
        return outcomes;
    }

    private static boolean overlap(Path one, Path other) {
        Path first = one.toAbsolutePath().normalize();
        Path second = other.toAbsolutePath().normalize();
        return first.startsWith(second) || second.startsWith(first);
    }

    /** Learners that meet all of one class before any of the other remember the last above all. */
    private static void warnOfOneClass(List<Labelled> messages, Model model, Model.Options options) {
        boolean noHam =
                messages.stream().noneMatch(each -> each.label() == Label.HAM) && model.ham() < options.minHam();
        boolean noSpam =
                messages.stream().noneMatch(each -> each.label() == Label.SPAM) && model.spam() < options.minSpam();
        boolean forgets = messages.stream().allMatch(each -> each.label() == Label.FORGET);
        if (!forgets && (noHam || noSpam)) {
            System.err.printf(
                    "serai: there is no %s here, and the model knows %d of it: learn both by one command, as --spam DIR --ham DIR, which mixes"
                            + " them; one after the other makes a much worse filter%n",
                    noHam ? "ham" : "spam", noHam ? model.ham() : model.spam());
        }
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
