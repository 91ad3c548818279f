/** The filter {@code helo}: what a client calls itself. */
@NullMarked
package org.serai.filter.helo;

import org.jspecify.annotations.NullMarked;
