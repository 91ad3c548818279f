/** The filter {@code ptr}: whether the client's address has a name. */
@NullMarked
package org.serai.filter.ptr;

import org.jspecify.annotations.NullMarked;
