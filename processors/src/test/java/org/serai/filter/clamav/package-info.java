/** The filter {@code clamav} against a scripted clamd; the real one is in {@code it}. */
@NullMarked
package org.serai.filter.clamav;

import org.jspecify.annotations.NullMarked;
