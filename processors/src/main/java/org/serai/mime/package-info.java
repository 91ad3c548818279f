/** The MIME structure of a message (RFC 2045–2049), found once for all filters and read the way mail clients read it. */
@NullMarked
package org.serai.mime;

import org.jspecify.annotations.NullMarked;
