@NullMarked
package org.serai.filter.reputation;

import org.jspecify.annotations.NullMarked;
