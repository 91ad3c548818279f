@NullMarked
package org.serai.filter.penalty;

import org.jspecify.annotations.NullMarked;
