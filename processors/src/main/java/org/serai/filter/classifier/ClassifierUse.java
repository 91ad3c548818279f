package org.serai.filter.classifier;

import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.serai.learn.Model.Opinion;

/** Whose opinion a filter tells. */
public enum ClassifierUse {
    BAYES(Opinion::bayes),
    HMM(Opinion::hmm),
    LEARNER(Opinion::learner),
    CONTENT(Opinion::content);

    private final ToDoubleFunction<Opinion> probability;

    ClassifierUse(ToDoubleFunction<Opinion> probability) {
        this.probability = probability;
    }

    double probability(Opinion opinion) {
        return probability.applyAsDouble(opinion);
    }

    /** The symbols of the filter. */
    public Set<String> symbols() {
        return Set.of(surely(), spam(), ham());
    }

    String surely() {
        return name() + "_SURELY";
    }

    String spam() {
        return name() + "_SPAM";
    }

    String ham() {
        return name() + "_HAM";
    }
}
