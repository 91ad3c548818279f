@NullMarked
package org.serai.identity.dmarc;

import org.jspecify.annotations.NullMarked;
