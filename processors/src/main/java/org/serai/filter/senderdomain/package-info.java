/** The filter {@code sender-domain}: whether the sender's domain can be answered. */
@NullMarked
package org.serai.filter.senderdomain;

import org.jspecify.annotations.NullMarked;
