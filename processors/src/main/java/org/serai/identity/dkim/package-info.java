/** DKIM signatures (RFC 6376, 8301, 8463): verified, and made; ARC shares what they are made of. */
@NullMarked
package org.serai.identity.dkim;

import org.jspecify.annotations.NullMarked;
