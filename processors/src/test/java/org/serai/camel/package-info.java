@NullMarked
package org.serai.camel;

import org.jspecify.annotations.NullMarked;
