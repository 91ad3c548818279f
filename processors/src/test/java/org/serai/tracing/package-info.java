/** Tests of traces. */
@NullMarked
package org.serai.tracing;

import org.jspecify.annotations.NullMarked;
