@NullMarked
package org.serai.identity.arc;

import org.jspecify.annotations.NullMarked;
