@NullMarked
package org.serai.custody;

import org.jspecify.annotations.NullMarked;
