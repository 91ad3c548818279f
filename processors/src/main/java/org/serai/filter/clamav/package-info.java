/** The filter {@code clamav}: viruses, as clamd finds them. */
@NullMarked
package org.serai.filter.clamav;

import org.jspecify.annotations.NullMarked;
