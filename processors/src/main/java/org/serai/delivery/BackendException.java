package org.serai.delivery;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Reply;

/** A step at the backend that got no usable reply; carries the one for our client. */
final class BackendException extends RuntimeException {

    private final transient Reply reply;
    private final transient Alerts.@Nullable Cause alert;

    private BackendException(Reply reply, Alerts.@Nullable Cause alert, String detail) {
        super(detail, null, false, false);
        this.reply = reply;
        this.alert = alert;
    }

    static BackendException of(Reply reply, String detail) {
        return new BackendException(reply, null, detail);
    }

    /** @param what tells causes apart, as {@link Alerts.Cause} does */
    static BackendException of(BackendReplies.Mapped mapped, BackendAddress backend, String what, String detail) {
        var alert = mapped.alert() ? new Alerts.Cause(backend.toString(), what) : null;
        return new BackendException(mapped.reply(), alert, detail);
    }

    /** The relation of Serai and backend is at fault: an operator must act. */
    static BackendException setting(BackendAddress backend, String what, String detail) {
        return new BackendException(BackendReplies.SETTING, new Alerts.Cause(backend.toString(), what), what + detail);
    }

    Reply reply() {
        return reply;
    }

    /** Null when no operator must act. */
    Alerts.@Nullable Cause alert() {
        return alert;
    }

    /** What a stage failed with, out of its wrapping. */
    static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
