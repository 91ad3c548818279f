package org.serai.learn;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
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

    /** What the model knew when this was looked at last. */
    private int spam = -1;

    private int ham = -1;
    private boolean empty;
    private long notBefore = System.nanoTime();

    BacklogRelease(ModelFile file) {
        this.file = file;
    }

    /**
     * Whether there may be something to do, for one who gets the lock then.
     *
     * @param saved whether all that the model knows is on disk
     */
    boolean due(Model model, boolean saved) {
        boolean news = model.spam() != spam || model.ham() != ham;
        return (news || empty && saved) && System.nanoTime() - notBefore >= 0 && Backlog.exists(file);
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
        try (Backlog backlog = Backlog.open(file)) {
            List<Backlog.Waiting> waiting = backlog.all().stream()
                    .filter(each -> !live.model().knows(each.fingerprint()))
                    .collect(Collectors.toList());
            empty = waiting.isEmpty();
            if (empty && saved) {
                backlog.clear();
                return false;
            }
            Collections.shuffle(waiting, new Random(1));
            int more = live.model().ham() - live.model().spam();
            spam = live.model().spam();
            ham = live.model().ham();
            for (Backlog.Waiting each : waiting) {
                if (stop.getAsBoolean()) {
                    break;
                }
                if ((each.label() == Label.SPAM ? more : -more) > 0) {
                    more += each.label() == Label.SPAM ? -1 : 1;
                    var lecture = new Lecture(each.sample().get(), each.label(), BY, Channel.FOLDER);
                    taught.accept(lecture, curriculum.teach(lecture));
                    learned++;
                }
            }
            if (learned > 0) {
                LOG.info(
                        "{} messages of those that {} has left waiting are learned, of {}",
                        learned,
                        BY,
                        waiting.size());
            }
        } catch (RuntimeException e) {
            LOG.error("What {} has left waiting cannot be learned now: {}", BY, String.valueOf(e.getMessage()));
            LOG.debug("Why", e);
            notBefore = System.nanoTime() + AGAIN_NANOS;
        }
        return learned > 0;
    }

    /** A message that shall be forgotten waits no longer; whether it did. */
    boolean forget(Sample sample) {
        if (!Backlog.exists(file)) {
            return false;
        }
        try (Backlog backlog = Backlog.open(file)) {
            return backlog.add(sample, Label.FORGET);
        }
    }
}
