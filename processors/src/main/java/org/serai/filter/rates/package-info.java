/** Who does too much at a time. */
@NullMarked
package org.serai.filter.rates;

import org.jspecify.annotations.NullMarked;
