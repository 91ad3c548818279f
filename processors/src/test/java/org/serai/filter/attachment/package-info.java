@NullMarked
package org.serai.filter.attachment;

import org.jspecify.annotations.NullMarked;
