@NullMarked
package org.serai.filter.dmarc;

import org.jspecify.annotations.NullMarked;
