/** {@code bin/serai state}: what the store holds, to look at and to change, as lines of JSON. */
@NullMarked
package org.serai.state;

import org.jspecify.annotations.NullMarked;
