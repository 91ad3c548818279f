@NullMarked
package org.serai.explain;

import org.jspecify.annotations.NullMarked;
