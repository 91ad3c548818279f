/** Filters and what runs them. Each filter has a package of its own below this one. */
@NullMarked
package org.serai.filter;

import org.jspecify.annotations.NullMarked;
