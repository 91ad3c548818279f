/** The message as its reader will see it: header fields and MIME parts. */
@NullMarked
package org.serai.mime;

import org.jspecify.annotations.NullMarked;
