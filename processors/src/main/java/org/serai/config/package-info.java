/** Properties: where they come from, how they become typed records, and errors that say what to mend. */
@NullMarked
package org.serai.config;

import org.jspecify.annotations.NullMarked;
