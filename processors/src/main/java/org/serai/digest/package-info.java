/** Tells users what is held back for them: which messages, by which links they get them, and who wants no such mail. */
@NullMarked
package org.serai.digest;

import org.jspecify.annotations.NullMarked;
