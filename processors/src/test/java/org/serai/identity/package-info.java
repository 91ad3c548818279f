@NullMarked
package org.serai.identity;

import org.jspecify.annotations.NullMarked;
