/** Filter {@code sender-login}. */
@NullMarked
package org.serai.filter.senderlogin;

import org.jspecify.annotations.NullMarked;
