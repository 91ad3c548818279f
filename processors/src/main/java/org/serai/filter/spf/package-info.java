/** The filter {@code spf}: whether the client may use the names that it gives. */
@NullMarked
package org.serai.filter.spf;

import org.jspecify.annotations.NullMarked;
