/** The filter {@code envelope}: reverse-path and number of recipients. */
@NullMarked
package org.serai.filter.envelope;

import org.jspecify.annotations.NullMarked;
