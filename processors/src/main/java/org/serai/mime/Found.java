package org.serai.mime;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a walk has found so far; walks of encoded containers add to the same. */
final class Found {

    /** Octets that may be decoded in vain to reach the parts inside encoded containers, each once. */
    private static final long MAX_COST = 256L << 20;

    final List<Part> parts = new ArrayList<>(4);
    final Set<Problem> problems = EnumSet.noneOf(Problem.class);
    private long cost;
    private boolean stopped;
    final MimeReader.Limits limits;

    Found(MimeReader.Limits limits) {
        this.limits = limits;
    }

    /** Says that a limit is reached at which the walk ends. */
    void stop(Problem limit) {
        problems.add(limit);
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }

    /** Adds a part; false where there are too many. */
    boolean add(Part part) {
        if (parts.size() == limits.maxParts()) {
            stop(Problem.TOO_MANY_PARTS);
            return false;
        }
        parts.add(part);
        return true;
    }

    /** Notes that octets of an encoded container are decoded once more. */
    void spend(long octets) {
        cost += octets;
        if (cost > MAX_COST) {
            stop(Problem.ENCODED_TOO_LARGE);
        }
    }
}
