/** Classifiers that learn from mail, what they read of it, and what they have learned. */
@NullMarked
package org.serai.learn;

import org.jspecify.annotations.NullMarked;
