/** ARC chains verified (RFC 8617). */
@NullMarked
package org.serai.identity.arc;

import org.jspecify.annotations.NullMarked;
