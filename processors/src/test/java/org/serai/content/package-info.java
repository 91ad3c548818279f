@NullMarked
package org.serai.content;

import org.jspecify.annotations.NullMarked;
