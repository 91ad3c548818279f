/** Traces of mails, by OpenTelemetry: spans, and how they get to a collector. */
@NullMarked
package org.serai.tracing;

import org.jspecify.annotations.NullMarked;
