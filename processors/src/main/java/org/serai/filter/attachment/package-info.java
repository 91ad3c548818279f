/** What a message carries: programs, scripts, archives, misleading names. The only place that knows Tika and Compress. */
@NullMarked
package org.serai.filter.attachment;

import org.jspecify.annotations.NullMarked;
