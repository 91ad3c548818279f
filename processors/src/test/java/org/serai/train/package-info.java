@NullMarked
package org.serai.train;

import org.jspecify.annotations.NullMarked;
