@NullMarked
package org.serai.dns;

import org.jspecify.annotations.NullMarked;
