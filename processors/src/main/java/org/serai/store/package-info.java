/** What outlives a session: named tables of records, on one node or on many. The only place that knows Infinispan. */
@NullMarked
package org.serai.store;

import org.jspecify.annotations.NullMarked;
