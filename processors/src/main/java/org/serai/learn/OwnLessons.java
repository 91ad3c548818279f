package org.serai.learn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** What this node has taught the others of late: a cut of the network may lose it, and then it is taught again. One thread uses it. */
final class OwnLessons {

    private static final int MOST = 500;
    private static final long MOST_OCTETS = 8 << 20;

    private record Own(Position position, SharedLesson lesson) {}

    private final Deque<Own> lessons = new ArrayDeque<>();
    private long octets;

    /** Remembers one, where it stands in the line, or somewhat behind that. */
    void add(Position position, SharedLesson lesson) {
        lessons.add(new Own(position, lesson));
        octets += lesson.sample().length;
        while (lessons.size() > MOST || octets > MOST_OCTETS) {
            octets -= lessons.remove().lesson().sample().length;
        }
    }

    /** What is taught now takes the place of all that. */
    void clear() {
        lessons.clear();
        octets = 0;
    }

    /** All of this line is learned here: what has left it by its age was in it, and what became of that since is known. */
    void settle(SharedHead head) {
        while (!lessons.isEmpty()
                && lessons.element().position().log() == head.log()
                && lessons.element().position().number() < head.oldest()) {
            octets -= lessons.remove().lesson().sample().length;
        }
    }

    /**
     * Those that are not in this line, which are forgotten here.
     *
     * @param known whether a message is known to what was learned by that line: tells of lessons that are older than what it keeps
     */
    List<SharedLesson> lost(SharedHead head, Predicate<String> known) {
        var out = new ArrayList<SharedLesson>();
        lessons.removeIf(each -> {
            boolean old = each.position().log() == head.log() && each.position().number() < head.oldest();
            boolean there = old
                    ? known.test(each.lesson().fingerprint())
                    : head.contains(each.position().id());
            if (!there) {
                out.add(each.lesson());
                octets -= each.lesson().sample().length;
            }
            return !there;
        });
        return out;
    }
}
