/** Where a message lies safe: files that are on the disk when a method returns. */
@NullMarked
package org.serai.custody;

import org.jspecify.annotations.NullMarked;
