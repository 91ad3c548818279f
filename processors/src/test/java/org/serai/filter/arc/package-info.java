@NullMarked
package org.serai.filter.arc;

import org.jspecify.annotations.NullMarked;
