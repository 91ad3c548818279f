/** What joins Serai and Camel: the {@code serai:} component, the policy's generations, the listeners. */
@NullMarked
package org.serai.camel;

import org.jspecify.annotations.NullMarked;
