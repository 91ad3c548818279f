/** Puts off senders who are not known, once. */
@NullMarked
package org.serai.filter.greylist;

import org.jspecify.annotations.NullMarked;
