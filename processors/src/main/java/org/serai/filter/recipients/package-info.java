/** Whether a recipient exists. */
@NullMarked
package org.serai.filter.recipients;

import org.jspecify.annotations.NullMarked;
