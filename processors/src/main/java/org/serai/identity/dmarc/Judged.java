package org.serai.identity.dmarc;

import java.util.Optional;
import org.serai.identity.DmarcResult;

/** What was found of one author, and by which record. */
record Judged(DmarcResult result, Optional<Published> published) {

    /** The one of two authors of a message that decides about it; it counts as proved only where both are. */
    static Judged worse(Judged one, Judged other) {
        Judged worse = one.weight() >= other.weight() ? one : other;
        return one.proved() && other.proved() ? worse : worse.unproved();
    }

    private boolean proved() {
        return result.spfAligned() || result.dkimAligned();
    }

    private Judged unproved() {
        var unproved = new DmarcResult(
                result.result(),
                result.domain(),
                result.organizationalDomain(),
                result.policyDomain(),
                result.policy(),
                false,
                false,
                result.cause());
        return new Judged(unproved, published);
    }

    /** A failure that asks for something, then what is not known yet; a pass only where there is nothing else. */
    private int weight() {
        return switch (result.result()) {
            case FAIL ->
                switch (result.policy()) {
                    case REJECT -> 6;
                    case QUARANTINE -> 5;
                    case NONE -> 3;
                };
            case TEMPERROR -> 4;
            case PERMERROR -> 2;
            case NONE -> 1;
            case PASS -> 0;
        };
    }
}
