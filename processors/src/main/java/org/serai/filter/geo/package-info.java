/** Filter {@code geo}. */
@NullMarked
package org.serai.filter.geo;

import org.jspecify.annotations.NullMarked;
