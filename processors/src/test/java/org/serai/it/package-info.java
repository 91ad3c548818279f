/** Serai as one runs it, with real mail servers and clients around it. */
@NullMarked
package org.serai.it;

import org.jspecify.annotations.NullMarked;
