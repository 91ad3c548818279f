/** The filter {@code header}: the header block. */
@NullMarked
package org.serai.filter.header;

import org.jspecify.annotations.NullMarked;
