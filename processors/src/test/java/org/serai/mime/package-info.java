@NullMarked
package org.serai.mime;

import org.jspecify.annotations.NullMarked;
