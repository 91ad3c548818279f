/** The filter {@code relay}: whom we take mail for. */
@NullMarked
package org.serai.filter.relay;

import org.jspecify.annotations.NullMarked;
