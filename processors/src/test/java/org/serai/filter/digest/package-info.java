@NullMarked
package org.serai.filter.digest;

import org.jspecify.annotations.NullMarked;
