@NullMarked
package org.serai.directory;

import org.jspecify.annotations.NullMarked;
