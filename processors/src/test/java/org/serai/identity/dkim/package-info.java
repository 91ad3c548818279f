@NullMarked
package org.serai.identity.dkim;

import org.jspecify.annotations.NullMarked;
