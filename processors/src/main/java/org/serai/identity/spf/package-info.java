/** SPF (RFC 7208): {@code check_host()} as a composition of futures over the DNS. */
@NullMarked
package org.serai.identity.spf;

import org.jspecify.annotations.NullMarked;
