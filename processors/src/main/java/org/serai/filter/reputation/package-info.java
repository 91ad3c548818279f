/** What mail came before from the same domain and network. */
@NullMarked
package org.serai.filter.reputation;

import org.jspecify.annotations.NullMarked;
