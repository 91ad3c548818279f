/** Aggregate reports to the owners of domains (RFC 9990): what is counted, and the report made of it. */
@NullMarked
package org.serai.report;

import org.jspecify.annotations.NullMarked;
