@NullMarked
package org.serai.filter.dnsbl;

import org.jspecify.annotations.NullMarked;
