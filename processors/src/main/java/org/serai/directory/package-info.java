/** Asks an LDAP directory; the only place that knows how. */
@NullMarked
package org.serai.directory;

import org.jspecify.annotations.NullMarked;
