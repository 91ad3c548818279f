@NullMarked
package org.serai;

import org.jspecify.annotations.NullMarked;
