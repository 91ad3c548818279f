/** Who a mail comes from, as far as it can be proved: SPF, DKIM, ARC, DMARC. What follows from it is up to the filters. */
@NullMarked
package org.serai.identity;

import org.jspecify.annotations.NullMarked;
