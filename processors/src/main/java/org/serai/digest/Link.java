package org.serai.digest;

import java.time.Instant;

/**
 * What a link in a digest lets its holder do.
 *
 * @param id of the message; empty: the link is about no message
 * @param recipient whose digest it stood in, and the only one it can do something for
 * @param until when it ends
 * @param mark of this link and no other, by which one that was used is known again
 */
public record Link(String id, String recipient, Action action, Instant until, String mark) {

    /** What it is for. Codes stand in links that were sent: none is ever given anew. */
    public enum Action {
        SHOW(1),
        RELEASE(2),
        /** Release, and trust the author from now on. */
        TRUST(3),
        /** No digests any more. */
        OFF(4),
        /** Digests again. */
        ON(5);

        private final int code;

        Action(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /** It is too late. */
    public boolean over(Instant now) {
        return !until.isAfter(now);
    }
}
