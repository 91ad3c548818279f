package org.serai.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;

/** A trace that is current in one thread, which must close it. */
public final class Current implements AutoCloseable {

    static final Current NONE = new Current(Span.getInvalid());

    private final Span span;
    private final Scope scope;

    @SuppressWarnings("MustBeClosedChecker") // Closed by close.
    Current(Span span) {
        this.span = span;
        this.scope = span.isRecording() ? span.makeCurrent() : Scope.noop();
    }

    @Override
    public void close() {
        scope.close();
        span.end();
    }
}
