/** The filter {@code dkim}: what the signatures of a message are worth. */
@NullMarked
package org.serai.filter.dkim;

import org.jspecify.annotations.NullMarked;
