/** Serai, a mail firewall made of Apache Camel routes. */
@NullMarked
package org.serai;

import org.jspecify.annotations.NullMarked;
