/** What a message says: its texts, and the addresses of the web in them. */
@NullMarked
package org.serai.content;

import org.jspecify.annotations.NullMarked;
