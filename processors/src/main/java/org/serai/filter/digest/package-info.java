/** Mail of our own users to the addresses at which they ask for their digest. */
@NullMarked
package org.serai.filter.digest;

import org.jspecify.annotations.NullMarked;
