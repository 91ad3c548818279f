/** The filter {@code lists}: the operator's own lists. */
@NullMarked
package org.serai.filter.lists;

import org.jspecify.annotations.NullMarked;
