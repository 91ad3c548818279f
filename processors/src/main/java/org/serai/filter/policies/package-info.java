/** What operators want for some recipients and senders other than for all. */
@NullMarked
package org.serai.filter.policies;

import org.jspecify.annotations.NullMarked;
