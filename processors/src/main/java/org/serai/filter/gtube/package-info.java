/** The filter {@code gtube}: the test line for spam filters. */
@NullMarked
package org.serai.filter.gtube;

import org.jspecify.annotations.NullMarked;
