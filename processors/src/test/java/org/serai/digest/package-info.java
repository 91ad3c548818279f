@NullMarked
package org.serai.digest;

import org.jspecify.annotations.NullMarked;
