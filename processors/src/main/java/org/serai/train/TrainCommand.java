package org.serai.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.serai.CommonOptions;
import org.serai.camel.ContentReaders;
import org.serai.camel.DataDirectory;
import org.serai.config.ConfigException;
import org.serai.learn.Model;
import org.serai.learn.Model.Change;
import org.serai.learn.ModelFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Teaches the classifiers what is spam and what is ham. */
@Command(
        name = "train",
        description = "Learns from messages of which is known what they are. What was learned before is no work and"
                + " changes nothing, so after an interruption the same command goes on.",
        sortOptions = false)
public final class TrainCommand implements Callable<Integer> {

    /** After an interruption so much is learned again at most. */
    private static final long SAVE_NANOS = 30_000_000_000L;

    private static final int WARM_UP = 1000;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--spam", paramLabel = "DIR", description = "All files below it are spam, one message each.")
    private @Nullable Path spam;

    @Option(names = "--ham", paramLabel = "DIR", description = "All files below it are ham, one message each.")
    private @Nullable Path ham;

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description = "Lines of path, tab, spam or ham; paths are relative to the file.")
    private @Nullable Path manifest;

    @Option(names = "--in-order", description = "In the order of the manifest; else spam and ham are mixed.")
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
            // Always the same way: who repeats a training gets the same model.
            Collections.shuffle(messages, new Random(1));
        }
        var options = common.settings().bind("learn.", Model.Options.class);
        var file = new ModelFile(DataDirectory.of(common.settings(), common.home()));
        try (var lock = lock(file)) {
            return learn(messages, file, options);
        }
    }

    private int copy() {
        if (export != null && imported != null || spam != null || ham != null || manifest != null) {
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
        Map<Change, Integer> changes;
        try (var samples = new Samples(
                ContentReaders.patient(common.settings(), common.home()).samples())) {
            for (int round = 1; round < rounds; round++) {
                learn(messages, samples, file.load(options), step, () -> {});
            }
            changes = learn(messages, samples, model, step, () -> file.save(model));
        }
        String told = speed.said();
        // Saving the same again would push what was saved before out of model.before.
        if (changed(changes)) {
            file.save(model);
        }
        System.out.printf(
                "learned %d, relabelled %d, known before %d; the model knows %d spam and %d ham%n",
                changes.getOrDefault(Change.LEARNED, 0),
                changes.getOrDefault(Change.RELABELLED, 0),
                changes.getOrDefault(Change.KNOWN, 0),
                model.spam(),
                model.ham());
        int inexact = changes.getOrDefault(Change.INEXACT, 0);
        if (inexact > 0) {
            System.out.printf(
                    "not relabelled %d: they were learned as the other with other fields or another encoding, which cannot"
                            + " be taken back; teach the message as it was then%n",
                    inexact);
        }
        System.out.println(told);
        return 0;
    }

    private static Map<Change, Integer> learn(
            List<Labelled> messages, Samples samples, Model model, Runnable step, Runnable save) {
        Map<Change, Integer> changes = new EnumMap<>(Change.class);
        var saved = new long[] {System.nanoTime()};
        try {
            samples.each(messages, (message, sample) -> {
                Change change = model.learn(sample, message.spam());
                changes.merge(change, 1, Integer::sum);
                if (changed(changes) && System.nanoTime() - saved[0] > SAVE_NANOS) {
                    save.run();
                    saved[0] = System.nanoTime();
                }
                step.run();
            });
        } catch (ConfigException e) {
            // A message that cannot be read costs nothing of what was learned before it.
            if (changed(changes)) {
                save.run();
            }
            throw e;
        }
        return changes;
    }

    private static boolean changed(Map<Change, Integer> changes) {
        return changes.containsKey(Change.LEARNED) || changes.containsKey(Change.RELABELLED);
    }

    private List<Labelled> messages() {
        var out = new ArrayList<Labelled>();
        if (spam != null) {
            out.addAll(LabelledFiles.folder(spam, true));
        }
        if (ham != null) {
            out.addAll(LabelledFiles.folder(ham, false));
        }
        if (manifest != null) {
            out.addAll(LabelledFiles.of(manifest));
        }
        if (out.isEmpty()) {
            throw new ConfigException("Nothing to learn from: say --spam DIR, --ham DIR or --manifest FILE");
        }
        return out;
    }
}
