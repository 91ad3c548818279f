package org.serai.learn;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.serai.learn.Teacher.Outcome;
import org.serai.store.TableSpec;
import org.serai.store.Tables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of lessons for all nodes of a store, in which each learns them all, its own too: so models are equal to the bit. Who was away
 * too long, or is new, begins with a snapshot. What a file has learned beside the line, by {@code bin/serai train}, becomes a
 * lesson itself: a whole model, which takes the place of what was before.
 */
public final class SharedCurriculum implements Curriculum {

    /** After so many lessons, or so many octets of them, a snapshot is written: half of those that are kept. */
    private static final long EVERY = SharedHead.MOST / 2;

    private static final long EVERY_OCTETS = SharedHead.MOST_OCTETS / 2;

    /** Who writes a snapshot for longer has died. */
    private static final long WRITING_MS = 60_000;

    /** A lesson that was lost is waited for so long, until somebody who has learned it has written a snapshot. */
    private static final long LOST_MS = 60_000;

    /** A snapshot that was missing is looked for again after this time. */
    private static final long LOOK_MS = 1_000;

    /** Nobody is going to write one: whoever reads the log is asked. */
    private static final long NOBODY_MS = 600_000;

    /** A model that the store did not take is not packed again at once. */
    private static final long PUBLISH_MS = 30_000;

    private static final Logger LOG = LoggerFactory.getLogger(SharedCurriculum.class);

    private final SecureRandom random = new SecureRandom();
    private final LiveModel live;
    private final SharedLog log;
    private final SharedModels models;
    private final String kind;
    private final Clock clock;
    private final OwnLessons own = new OwnLessons();
    private final Deque<SharedLesson> again = new ArrayDeque<>();

    /** The snapshot that the model comes from, as far as known. */
    private long origin;

    private long lost;
    private long lostSince;

    /** Whether a snapshot is missing, and when it is looked for again, milliseconds since 1970. */
    private boolean waiting;

    private long nextLook;

    /** When the log tells again that nobody writes one. */
    private long nextTold;

    private long nextPublish;

    /** The last model that was set aside. */
    private @Nullable Model aside;

    /** A lesson of our own that is on its way, 0: none is, and what became of it. */
    private long taught;

    private @Nullable Outcome outcome;

    public SharedCurriculum(LiveModel live, Tables tables, Clock clock) {
        this.live = live;
        this.log = new SharedLog(tables);
        this.models = new SharedModels(tables, clock);
        this.kind = Model.kind(live.options());
        this.clock = clock;
    }

    /** Its tables. */
    public static List<TableSpec<?>> specs() {
        var all = new ArrayList<TableSpec<?>>(SharedLog.specs());
        all.add(SharedModels.MODELS);
        return List.copyOf(all);
    }

    @Override
    public Outcome teach(Lecture lecture) {
        try {
            // Else it could stand in a line that is not ours, and what others have said of it not be known here.
            follow();
            return Curriculum.stands(live.model(), lecture) ? Outcome.KNOWN : tell(lecture);
        } catch (UnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UnavailableException("What all nodes learn cannot be had: " + e, e);
        }
    }

    private Outcome tell(Lecture lecture) {
        taught = id();
        outcome = null;
        try {
            append(taught, SharedLesson.of(lecture), live.model().position());
            follow();
            Outcome told = outcome;
            // In the line it is, and is learned as soon as a snapshot has come that goes before it, if not with that.
            return told != null ? told : lecture.label() == Label.FORGET ? Outcome.FORGOTTEN : Outcome.LEARNED;
        } finally {
            taught = 0;
        }
    }

    private void append(long id, SharedLesson lesson, Position behind) {
        if (!log.append(id, lesson)) {
            throw new UnavailableException(
                    "The line of lessons that all nodes learn was removed; the next one begins another");
        }
        own.add(new Position(behind.log(), behind.number() + 1, id), lesson);
    }

    @Override
    public boolean follow() {
        boolean changed = false;
        for (boolean more = true; more; ) {
            Optional<SharedHead> head = log.head();
            if (head.isEmpty()) {
                begin();
            } else {
                more = step(head.get());
                changed |= more;
            }
        }
        return changed;
    }

    private long id() {
        for (; ; ) {
            long id = random.nextLong();
            if (id != 0 && id != Position.IMPORTED.log()) {
                return id;
            }
        }
    }

    private void begin() {
        Model model = live.model();
        long line = id();
        model.reached(Position.first(line), false);
        Snapshot snapshot = model.empty() ? Snapshot.NONE : models.write(model, id());
        origin = snapshot.id();
        log.begin(SharedHead.first(line, kind, snapshot));
    }

    /** One step nearer to the end of the line; false when there is none to make now. */
    private boolean step(SharedHead head) {
        if (!head.kind().equals(kind)) {
            throw new UnavailableException("nodes share models of " + head.kind() + ", and this one has " + kind
                    + ": set the same learn.* on all, or begin anew, bin/serai state remove learning head");
        }
        Model model = live.model();
        Position at = model.position();
        if (at.equals(Position.IMPORTED) || at.log() == head.log() && at.number() > head.number()) {
            return publish(head, model);
        } else if (at.log() != head.log()) {
            keep(model);
            own.clear();
            return load(head);
        } else if (!head.holds(at)) {
            leave(model);
            return load(head);
        } else if (at.number() < head.number()) {
            return learn(head, model, at.number() + 1);
        } else if (model.alone()) {
            return publish(head, model);
        }
        own.settle(head);
        if (!again.isEmpty()) {
            putAgain(head);
            return true;
        }
        if (due(head)) {
            snapshot(head, model);
        }
        return false;
    }

    private boolean learn(SharedHead head, Model model, long number) {
        long id = head.id(number);
        Optional<SharedLesson> found = log.lesson(id);
        if (found.isEmpty()) {
            return missed(head, model, number);
        }
        SharedLesson lesson = found.get();
        var reached = new Position(head.log(), number, id);
        if (lesson.model().id() == 0) {
            boolean alone = model.alone();
            learn(model, lesson, reached);
            model.reached(reached, alone);
        } else if (lesson.model().id() == origin) {
            model.reached(reached, model.alone());
        } else {
            Model other = models.read(lesson.model(), live.options());
            if (other == null) {
                return missed(head, model, number);
            }
            leave(model);
            own.clear();
            origin = lesson.model().id();
            live.replace(other);
        }
        lost = 0;
        return true;
    }

    private void learn(Model model, SharedLesson lesson, Position reached) {
        Outcome now;
        try {
            Sample sample = SampleCodec.read(lesson.sample(), lesson.fingerprint());
            // Here, as all nodes know the same: what was inferred on another side of a cut is not taught over
            // somebody's word.
            now = lesson.inferred() && model.knows(lesson.fingerprint())
                    ? Outcome.KNOWN
                    : model.take(sample, lesson.label(), lesson.addressee());
        } catch (IOException e) {
            // On all nodes alike.
            LOG.error("Lesson {} cannot be read and is passed over", reached.number(), e);
            return;
        }
        LOG.debug("Lesson {}: {}", reached.number(), now);
        if (reached.id() == taught) {
            outcome = now;
        }
    }

    /** A lesson is in the line and not in the table: by a snapshot of one who has learned it, or, when none has, without it. */
    private boolean missed(SharedHead head, Model model, long number) {
        if (head.snapshot().number() >= number) {
            return load(head);
        }
        want(number);
        if (lost != number) {
            lost = number;
            lostSince = clock.millis();
        } else if (clock.millis() - lostSince > LOST_MS) {
            LOG.error("Lesson {} that a node has learned is lost", number);
            lost = 0;
            // Others may have learned it: what this model knows takes the place of that.
            model.reached(new Position(head.log(), number, head.id(number)), true);
            return true;
        }
        return false;
    }

    private void want(long number) {
        log.change(head -> head.wanted() >= number ? head : head.wanting(number));
    }

    /** Begins with the snapshot. */
    private boolean load(SharedHead head) {
        if (waiting && clock.millis() < nextLook) {
            return false;
        }
        Snapshot snapshot = head.snapshot();
        Model model = null;
        if (snapshot.id() != 0) {
            model = models.read(snapshot, live.options());
        } else if (head.oldest() == 1) {
            model = new Model(live.options());
            model.reached(Position.first(head.log()), false);
        }
        if (model == null || !head.holds(model.position())) {
            if (!waiting) {
                LOG.warn("A snapshot of what all nodes have learned is waited for");
                nextTold = clock.millis() + NOBODY_MS;
            } else if (clock.millis() >= nextTold) {
                LOG.error(
                        "No node writes a snapshot of what all have learned. Start one that knows it; if there is none,"
                                + " bin/serai state remove learning head begins anew with what this node knows");
                nextTold = clock.millis() + NOBODY_MS;
            }
            waiting = true;
            nextLook = clock.millis() + LOOK_MS;
            want(head.number());
            return false;
        }
        waiting = false;
        LOG.debug(
                "What all nodes have learned is read, {} spam and {} ham, and {} lessons to go",
                model.spam(),
                model.ham(),
                head.number() - model.position().number());
        origin = snapshot.id();
        live.replace(model);
        again.addAll(own.lost(head, model::knows));
        return true;
    }

    /** What this node had taught on a side of a cut network that has lost. */
    private void putAgain(SharedHead head) {
        LOG.info("{} lessons were lost as the network was cut, and are taught again", again.size());
        while (!again.isEmpty()) {
            // First into the line: a store that does not answer loses none, and is asked again.
            append(id(), again.element(), head.end());
            again.remove();
        }
    }

    /** What was learned beside the line becomes its next lesson. */
    private boolean publish(SharedHead head, Model model) {
        if (clock.millis() < nextPublish) {
            return false;
        }
        Position end = head.end();
        boolean done = false;
        model.reached(end, false);
        try {
            Snapshot snapshot = models.write(model, id());
            done = log.append(
                    id(),
                    SharedLesson.of(snapshot),
                    now -> now.log() == end.log() && now.replaced() <= end.number() && now.holds(end),
                    now -> now.with(snapshot).endingWithModel());
            if (done) {
                origin = snapshot.id();
                LOG.info("What was learned here is told to all nodes: {} spam and {} ham", model.spam(), model.ham());
            }
            models.remove(done ? head.snapshot() : snapshot);
        } finally {
            if (!done) {
                model.reached(end, true);
                nextPublish = clock.millis() + PUBLISH_MS;
            }
        }
        return true;
    }

    /** The line goes on without what this model has learned beside it. */
    private void leave(Model model) {
        if (model.alone() && aside != model) {
            aside = model;
            Path kept = live.file().keep(model);
            LOG.error(
                    "Another node was faster: what was learned here alone is not in what all nodes share. It is kept in {}."
                            + " If it came by bin/serai train, type that again.",
                    kept);
        }
    }

    /** The model is of no line, or of another one. */
    private void keep(Model model) {
        if (!model.empty() && aside != model) {
            aside = model;
            Path kept = live.file().keep(model);
            LOG.warn(
                    "Other nodes have learned before this one, which takes over what they know. What it knew is kept in {}:"
                            + " bin/serai train --import makes that the model of all.",
                    kept);
        }
    }

    private boolean due(SharedHead head) {
        long since = head.number() - head.snapshot().number();
        return head.wanted() > head.snapshot().number()
                || since >= EVERY
                || head.octets(head.snapshot().number()) >= EVERY_OCTETS
                || head.snapshot().id() != 0 && clock.millis() - head.snapshot().at() > SharedModels.RENEWED.toMillis();
    }

    /** Writes a snapshot, if no other node does. */
    private void snapshot(SharedHead head, Model model) {
        long me = id();
        long now = clock.millis();
        Optional<SharedHead> claimed = log.change(standing ->
                standing.until() > now || !due(standing) ? standing : standing.writtenBy(me, now + WRITING_MS));
        if (claimed.isEmpty() || claimed.get().writer() != me) {
            return;
        }
        Snapshot old = claimed.get().snapshot();
        Snapshot snapshot = models.write(model, id());
        Position end = head.end();
        Optional<SharedHead> after = log.change(standing ->
                standing.holds(end) && standing.replaced() <= end.number() ? standing.with(snapshot) : standing);
        boolean taken = after.isPresent() && after.get().snapshot().equals(snapshot);
        models.remove(taken ? old : snapshot);
        LOG.debug("A snapshot up to lesson {} of {} chunks, taken: {}", end.number(), snapshot.chunks(), taken);
    }
}
