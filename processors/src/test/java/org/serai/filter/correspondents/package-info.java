@NullMarked
package org.serai.filter.correspondents;

import org.jspecify.annotations.NullMarked;
