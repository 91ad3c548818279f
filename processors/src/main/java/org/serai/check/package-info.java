/** {@code bin/serai check}: whether routes are right, for people and for CI. */
@NullMarked
package org.serai.check;

import org.jspecify.annotations.NullMarked;
