/** {@code bin/serai explain}: what the policy says about a message, without a door. */
@NullMarked
package org.serai.explain;

import org.jspecify.annotations.NullMarked;
