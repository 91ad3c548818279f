@NullMarked
package org.serai.filter.ptr;

import org.jspecify.annotations.NullMarked;
