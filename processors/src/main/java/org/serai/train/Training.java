package org.serai.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.serai.config.ConfigException;
import org.serai.learn.Addressee;
import org.serai.learn.Backlog;
import org.serai.learn.Label;
import org.serai.learn.Model;
import org.serai.learn.Sample;
import org.serai.learn.Teacher.Outcome;

/** Teaches a model the messages of a command, and those that waited for them. */
final class Training {

    /** After an interruption so much is learned again at most. */
    private static final long SAVE_NANOS = 30_000_000_000L;

    /**
     * What a model shall be taught.
     *
     * @param waited it comes from the backlog: whatever was said of the message since counts more
     */
    record Lesson(Label label, Supplier<Sample> sample, boolean waited) {}

    private final Samples samples;
    private final Backlog backlog;
    private final Model model;
    private final Runnable save;
    private final Outcomes outcomes = new Outcomes();
    private long saved = System.nanoTime();

    /** @param save what it has learned so far */
    Training(Samples samples, Backlog backlog, Model model, Runnable save) {
        this.samples = samples;
        this.backlog = backlog;
        this.model = model;
        this.save = save;
    }

    /** In their order. */
    List<Lesson> inOrder(List<Labelled> messages) {
        var out = new ArrayList<Lesson>();
        messages.forEach(each -> out.add(new Lesson(each.label(), () -> samples.of(each.file()), false)));
        return out;
    }

    /** First what is forgotten, the rest as it comes. */
    List<Lesson> forgettingFirst(List<Labelled> messages) {
        List<Lesson> out = inOrder(messages);
        out.sort(Comparator.comparing(each -> each.label() != Label.FORGET));
        return out;
    }

    /** Spam and ham mixed, with those that waited, behind what is forgotten. Always the same way: who repeats a training gets the same model. */
    List<Lesson> mixed(List<Labelled> messages) {
        List<Lesson> out = forgettingFirst(messages);
        int forgotten = (int) count(messages, Label.FORGET);
        if (forgotten < out.size()) {
            // Where they would stand had they been named in one command.
            out.addAll(forgotten, waiting(Label.SPAM));
            out.addAll(waiting(Label.HAM));
        }
        Collections.shuffle(out.subList(forgotten, out.size()), new Random(1));
        return out;
    }

    private List<Lesson> waiting(Label label) {
        return backlog.all().stream()
                .filter(each -> each.label() == label)
                .map(each -> new Lesson(label, () -> backlog.sample(each), true))
                .toList();
    }

    /** Are these of one class, while of one there is less than classifiers must know before they say anything? */
    boolean mustWait(List<Labelled> messages, Model.Options options) {
        long spam = count(messages, Label.SPAM);
        long ham = count(messages, Label.HAM);
        return (spam == 0) != (ham == 0)
                && (spam + model.spam() + backlog.count(Label.SPAM) < options.minSpam()
                        || ham + model.ham() + backlog.count(Label.HAM) < options.minHam());
    }

    private static long count(List<Labelled> messages, Label label) {
        return messages.stream().filter(each -> each.label() == label).count();
    }

    Outcomes learn(List<Lesson> lessons, Runnable step) {
        return each(lessons, step, this::take);
    }

    /** Keeps what the model does not know yet until there is more to mix it with. */
    Outcomes keep(List<Lesson> lessons, Runnable step) {
        return each(lessons, step, this::keep);
    }

    private interface Way {
        void take(Lesson lesson, Sample sample);
    }

    private Outcomes each(List<Lesson> lessons, Runnable step, Way way) {
        try {
            samples.each(lessons, each -> each.sample().get(), (lesson, sample) -> {
                way.take(lesson, sample);
                if (outcomes.changed() && System.nanoTime() - saved > SAVE_NANOS) {
                    save.run();
                    saved = System.nanoTime();
                }
                step.run();
            });
        } catch (ConfigException e) {
            // A message that cannot be read costs nothing of what was learned before it.
            save();
            throw e;
        }
        return outcomes;
    }

    /** What has changed: saving the same again would push what was saved before out of {@code model.before}. */
    void save() {
        if (outcomes.changed()) {
            save.run();
        }
    }

    private void take(Lesson lesson, Sample sample) {
        Label label = lesson.label();
        if (lesson.waited()) {
            if (backlog.holds(sample) && !model.knows(sample.fingerprint())) {
                outcomes.add(label, model.take(sample, label, Addressee.NOBODY));
            }
            return;
        }
        Outcome outcome = model.take(sample, label, Addressee.NOBODY);
        boolean waited = backlog.add(sample, Label.FORGET);
        outcomes.add(label, waited && outcome == Outcome.UNKNOWN ? Outcome.FORGOTTEN : outcome);
    }

    private void keep(Lesson lesson, Sample sample) {
        if (lesson.label() == Label.FORGET || model.knows(sample.fingerprint())) {
            take(lesson, sample);
        } else if (backlog.add(sample, lesson.label())) {
            outcomes.kept();
        } else {
            outcomes.add(lesson.label(), Outcome.KNOWN);
        }
    }
}
