@NullMarked
package org.serai.filter.dkim;

import org.jspecify.annotations.NullMarked;
