package org.serai.learn;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.serai.learn.Backlog.Waiting;
import org.serai.learn.Lecture.Channel;
import org.serai.learn.Teacher.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets what waits in the {@link Backlog} into the lessons of a running firewall: of each class as long as the model knows less of it than of
 * the other, so that they come mixed. Only the thread of the {@link Trainer} uses it.
 */
final class BacklogRelease {

    private static final Logger LOG = LoggerFactory.getLogger(BacklogRelease.class);
    private static final String BY = "bin/serai train";
    private static final long AGAIN_NANOS = 30_000_000_000L;

    private final ModelFile file;

    /** Those whose turn is to come, mixed; what is known meanwhile is passed over. */
    private final Queue<Waiting> spam = new ArrayDeque<>();

    private final Queue<Waiting> ham = new ArrayDeque<>();

    /** What was read last. */
    private @Nullable Backlog known;

    private long notBefore = System.nanoTime();

    BacklogRelease(ModelFile file) {
        this.file = file;
    }

    /**
     * Whether there is something to do, for one who gets the lock then.
     *
     * @param saved whether all that the model knows is on disk
     */
    boolean due(Model model, boolean saved) {
        return System.nanoTime() - notBefore >= 0
                && Backlog.exists(file)
                && (!isCurrent() || !behind(more(model)).isEmpty() || saved && nobodyWaits());
    }

    private boolean isCurrent() {
        return known != null && known.isCurrent();
    }

    /** So much more ham than spam. */
    private static int more(Model model) {
        return model.ham() - model.spam();
    }

    /** Of the class of which less is known. */
    private Queue<Waiting> behind(int more) {
        return more == 0 ? new ArrayDeque<>() : more > 0 ? spam : ham;
    }

    private boolean nobodyWaits() {
        return spam.isEmpty() && ham.isEmpty();
    }

    private Backlog open() {
        if (!isCurrent()) {
            spam.clear();
            ham.clear();
        }
        Backlog out = Backlog.open(file, known);
        known = out;
        return out;
    }

    /**
     * Teaches those whose turn it is.
     *
     * @param taught is told of each
     * @param stop whether the rest shall wait for the next start
     * @return whether something was learned
     */
    boolean some(
            LiveModel live,
            Curriculum curriculum,
            boolean saved,
            BiConsumer<Lecture, Outcome> taught,
            BooleanSupplier stop) {
        int learned = 0;
        try (Backlog backlog = open()) {
            if (nobodyWaits()) {
                lineUp(backlog, live.model());
            }
            if (nobodyWaits() && saved) {
                backlog.clear();
                return false;
            }
            int more = more(live.model());
            for (Queue<Waiting> queue = behind(more); !queue.isEmpty() && !stop.getAsBoolean(); queue = behind(more)) {
                Waiting next = queue.element();
                if (backlog.holds(next) && !live.model().knows(next.fingerprint())) {
                    var lecture = new Lecture(backlog.sample(next), next.label(), BY, Channel.FOLDER);
                    taught.accept(lecture, curriculum.teach(lecture));
                    more += next.label() == Label.SPAM ? -1 : 1;
                    learned++;
                }
                // Now: what could not be taught is tried again.
                queue.remove();
            }
            if (learned > 0) {
                LOG.info(
                        "{} messages of those that {} has left waiting are learned, {} still wait",
                        learned,
                        BY,
                        spam.size() + ham.size());
            }
        } catch (RuntimeException e) {
            LOG.error("What {} has left waiting cannot be learned now: {}", BY, String.valueOf(e.getMessage()));
            LOG.debug("Why", e);
            notBefore = System.nanoTime() + AGAIN_NANOS;
        }
        return learned > 0;
    }

    private void lineUp(Backlog backlog, Model model) {
        List<Waiting> all = backlog.all().stream()
                .filter(each -> !model.knows(each.fingerprint()))
                .collect(Collectors.toList());
        Collections.shuffle(all, new Random(1));
        all.forEach(each -> (each.label() == Label.SPAM ? spam : ham).add(each));
    }

    /** A message that shall be forgotten waits no longer; whether it did. */
    boolean forget(Sample sample) {
        if (!Backlog.exists(file)) {
            return false;
        }
        try (Backlog backlog = open()) {
            return backlog.add(sample, Label.FORGET);
        }
    }
}
