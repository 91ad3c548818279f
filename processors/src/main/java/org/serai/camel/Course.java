package org.serai.camel;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Disposition;
import org.serai.mail.Phase;
import org.serai.verdict.VerdictEvent;

/**
 * How far a mail has come on a way through the routes, as far as steps and conditions tell: for the check of routes, which runs
 * none of them.
 *
 * @param phase as the variable of an exchange
 * @param disposition null: not decided yet
 * @param replies how often the reply was set
 * @param positive the reply, where there is one, is a 250
 * @param scored the verdict was asked
 * @param unheard a filter has looked at it since
 * @param taken the backend or the quarantine has the message, or somebody who answers for it
 * @param delivered the backend has it
 */
record Course(
        String phase,
        @Nullable Disposition disposition,
        int replies,
        boolean positive,
        boolean scored,
        boolean unheard,
        boolean taken,
        boolean delivered) {

    static Course begin(String phase) {
        return new Course(phase, null, 0, false, false, false, false, false);
    }

    Course decided(Disposition next) {
        return new Course(phase, next, replies, positive, scored, unheard, taken, delivered);
    }

    Set<Course> decided(Disposition... any) {
        return Arrays.stream(any).map(this::decided).collect(Collectors.toSet());
    }

    /** With a reply that fits the disposition: a 4yz or 5yz where that refuses. */
    Course replied(Disposition next) {
        return new Course(phase, next, replies + 1, !next.refuses(), scored, unheard, taken, delivered);
    }

    /** With a 250, whatever was decided. */
    Course accepted() {
        return new Course(phase, disposition, replies + 1, true, scored, unheard, taken, delivered);
    }

    Course judged() {
        return new Course(phase, disposition, replies, positive, true, false, taken, delivered);
    }

    /** A filter has looked at it. */
    Course lookedAt() {
        return new Course(phase, disposition, replies, positive, scored, true, taken, delivered);
    }

    Course inOtherHands() {
        return new Course(phase, disposition, replies, positive, scored, unheard, true, delivered);
    }

    Course handedOver() {
        return new Course(phase, disposition, replies, positive, scored, unheard, true, true);
    }

    /** As one that was answered once. */
    Course answeredOnce() {
        return new Course(phase, disposition, Math.min(1, replies), positive, scored, unheard, taken, delivered);
    }

    boolean hasMessage() {
        return phase.equals(Phase.DATA.id()) || phase.equals(VerdictEvent.RELEASE);
    }

    /** Whatever fails now changes nothing, as {@link PolicyExchange#isSettled} has it. */
    boolean settled() {
        return replies > 0 && (!positive || taken);
    }
}
