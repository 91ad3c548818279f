@NullMarked
package org.serai.filter.uribl;

import org.jspecify.annotations.NullMarked;
