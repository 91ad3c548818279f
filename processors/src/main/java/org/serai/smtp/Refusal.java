package org.serai.smtp;

import org.serai.mail.Reply;

/** A command that the session refuses by itself. */
final class Refusal extends Exception {

    private final transient Reply reply;

    Refusal(Reply reply) {
        super(reply.toString(), null, false, false);
        this.reply = reply;
    }

    Refusal(int code, String status, String text) {
        this(Reply.of(code, status, text));
    }

    Reply reply() {
        return reply;
    }
}
