/** Trusts those whom our own users write to. */
@NullMarked
package org.serai.filter.correspondents;

import org.jspecify.annotations.NullMarked;
