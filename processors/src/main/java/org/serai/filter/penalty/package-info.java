/** Clients with points in the penalty box. */
@NullMarked
package org.serai.filter.penalty;

import org.jspecify.annotations.NullMarked;
