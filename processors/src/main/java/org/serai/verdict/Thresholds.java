package org.serai.verdict;

import org.jspecify.annotations.Nullable;
import org.serai.filter.policies.Policy;
import org.serai.filter.policies.Policy.Spam;
import org.serai.mail.Disposition;

/** What a score comes to for a recipient. */
final class Thresholds {

    private final double greylist;
    private final double tag;
    private final double quarantine;
    private final double reject;
    private final @Nullable Spam spam;

    Thresholds(Scorer.Options usual, Policy.Settings policy) {
        this.greylist = or(policy.greylist(), usual.greylist());
        this.tag = or(policy.tag(), usual.tag());
        this.quarantine = or(policy.quarantine(), usual.quarantine());
        this.reject = or(policy.reject(), usual.reject());
        this.spam = policy.spam();
    }

    private static double or(@Nullable Double said, double otherwise) {
        return said == null ? otherwise : said;
    }

    boolean suspicious(double score) {
        return score >= greylist && score < quarantine;
    }

    Disposition disposition(double score) {
        if (score >= reject) {
            return spam == Spam.QUARANTINE ? Disposition.QUARANTINE : Disposition.REJECT;
        }
        if (score >= quarantine) {
            return spam == Spam.REJECT ? Disposition.REJECT : Disposition.QUARANTINE;
        }
        return score >= tag ? Disposition.TAG : Disposition.ACCEPT;
    }
}
