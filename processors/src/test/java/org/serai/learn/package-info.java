@NullMarked
package org.serai.learn;

import org.jspecify.annotations.NullMarked;
