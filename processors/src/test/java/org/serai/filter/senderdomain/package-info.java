@NullMarked
package org.serai.filter.senderdomain;

import org.jspecify.annotations.NullMarked;
