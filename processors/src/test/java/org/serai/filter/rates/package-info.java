@NullMarked
package org.serai.filter.rates;

import org.jspecify.annotations.NullMarked;
