/** Filters that say what the classifiers have learned: bayes, hmm, learner and content, which joins them. */
@NullMarked
package org.serai.filter.classifier;

import org.jspecify.annotations.NullMarked;
