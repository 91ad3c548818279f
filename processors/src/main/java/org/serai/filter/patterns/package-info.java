/** The operator's weighted patterns over what the client says and sends. */
@NullMarked
package org.serai.filter.patterns;

import org.jspecify.annotations.NullMarked;
