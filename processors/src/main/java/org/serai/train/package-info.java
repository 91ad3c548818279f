/** The commands that train classifiers and measure them. */
@NullMarked
package org.serai.train;

import org.jspecify.annotations.NullMarked;
