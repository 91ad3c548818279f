package org.serai.delivery;

import java.util.concurrent.CompletionException;
import org.serai.mail.Reply;

/** A step at the backend that got no usable reply; carries the one for our client. */
final class BackendException extends RuntimeException {

    private final transient Reply reply;
    private final boolean alert;

    private BackendException(Reply reply, boolean alert, String detail) {
        super(detail, null, false, false);
        this.reply = reply;
        this.alert = alert;
    }

    static BackendException of(Reply reply, String detail) {
        return new BackendException(reply, false, detail);
    }

    static BackendException of(BackendReplies.Mapped mapped, String detail) {
        return new BackendException(mapped.reply(), mapped.alert(), detail);
    }

    /** The relation of Serai and backend is at fault: an operator must act. */
    static BackendException setting(String detail) {
        return new BackendException(BackendReplies.SETTING, true, detail);
    }

    Reply reply() {
        return reply;
    }

    boolean alert() {
        return alert;
    }

    /** What a stage failed with, out of its wrapping. */
    static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
