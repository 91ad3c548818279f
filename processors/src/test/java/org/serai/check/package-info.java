@NullMarked
package org.serai.check;

import org.jspecify.annotations.NullMarked;
