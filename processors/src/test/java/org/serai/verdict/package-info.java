@NullMarked
package org.serai.verdict;

import org.jspecify.annotations.NullMarked;
