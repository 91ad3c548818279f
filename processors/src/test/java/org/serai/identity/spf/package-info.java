@NullMarked
package org.serai.identity.spf;

import org.jspecify.annotations.NullMarked;
