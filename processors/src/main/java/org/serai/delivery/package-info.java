/** The client side: hands mails to the backend MTA. Knows nothing of Camel. */
@NullMarked
package org.serai.delivery;

import org.jspecify.annotations.NullMarked;
