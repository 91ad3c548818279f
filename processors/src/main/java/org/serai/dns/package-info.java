/** The one way to ask the DNS: asynchronous, cached, bounded. Only this package knows the library behind it. */
@NullMarked
package org.serai.dns;

import org.jspecify.annotations.NullMarked;
