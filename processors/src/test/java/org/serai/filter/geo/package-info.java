@NullMarked
package org.serai.filter.geo;

import org.jspecify.annotations.NullMarked;
