/** From findings to a verdict, and the verdict as an event. */
@NullMarked
package org.serai.verdict;

import org.jspecify.annotations.NullMarked;
