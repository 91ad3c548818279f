/** The filters {@code dnsbl} and {@code dnswl}: what lists in the DNS say of the client's address. */
@NullMarked
package org.serai.filter.dnsbl;

import org.jspecify.annotations.NullMarked;
