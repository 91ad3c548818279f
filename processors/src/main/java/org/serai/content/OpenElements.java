package org.serai.content;

import java.util.ArrayList;
import java.util.List;

/**
 * The elements of HTML that are open, with their looks. Where end tags are left out, roughly what the HTML standard says (section 13.1.2.4); an end
 * tag ends all that is open in its element.
 */
final class OpenElements {

    private static final int MAX_DEPTH = 10_000;

    /** How far above an element is sought that another one ends, once much time has gone into searches. */
    private static final int MAX_SEARCH = 64;

    /** Elements that are looked at in searches of any depth; only a text made for it has more. */
    private static final int MAX_STEPS = 1_000_000;

    private record Open(Element element, Look look) {}

    private final List<Open> open = new ArrayList<>();

    /** Open ones that are not kept. */
    private int beyond;

    private int steps;

    Look look() {
        return open.isEmpty() ? Look.PLAIN : open.get(open.size() - 1).look();
    }

    void begin(Element element, Look look) {
        if (element.empty()) {
            return;
        }
        if (open.size() == MAX_DEPTH) {
            beyond++;
        } else {
            open.add(new Open(element, look));
        }
    }

    /** Ends what an element ends that begins here. */
    void endBefore(Element beginning) {
        if (beginning.ends().isEmpty()) {
            return;
        }
        for (int i = open.size() - 1; i >= bottom(); i--) {
            String name = open.get(i).element().name();
            steps++;
            if (beginning.ends().contains(name)) {
                cut(i);
                return;
            }
            if (beginning.within().contains(name)) {
                return;
            }
        }
    }

    void end(Element element) {
        if (element.empty()) {
            return;
        }
        if (beyond > 0) {
            beyond--;
            return;
        }
        for (int i = open.size() - 1; i >= bottom(); i--) {
            steps++;
            if (open.get(i).element().name().equals(element.name())) {
                cut(i);
                return;
            }
        }
    }

    private int bottom() {
        return steps < MAX_STEPS ? 0 : Math.max(0, open.size() - MAX_SEARCH);
    }

    private void cut(int depth) {
        for (int i = open.size() - 1; i >= depth; i--) {
            open.remove(i);
        }
    }
}
