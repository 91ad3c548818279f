@NullMarked
package org.serai.filter.greylist;

import org.jspecify.annotations.NullMarked;
