@NullMarked
package org.serai.filter.spf;

import org.jspecify.annotations.NullMarked;
