/** The name of a client, looked up there and back. */
@NullMarked
package org.serai.identity.iprev;

import org.jspecify.annotations.NullMarked;
