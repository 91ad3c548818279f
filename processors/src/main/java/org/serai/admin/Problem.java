package org.serai.admin;

/**
 * Why something was not done, as RFC 9457 tells it.
 *
 * @param title short, the same for all of its kind
 * @param detail a sentence about this one
 */
public record Problem(Kind kind, String title, String detail) {

    /** What sort of trouble it is. */
    public enum Kind {
        /** The request itself is wrong. */
        BAD_REQUEST(400),
        /** The caller has not shown the token. */
        UNAUTHORIZED(401),
        /** An administrator may do it. */
        FORBIDDEN(403),
        /** No such message is known. */
        UNKNOWN(404),
        /** Somebody is at work on it, or it lies on another node. */
        CONFLICT(409),
        /** It was there, and its bytes are gone. */
        GONE(410),
        /** Something does not answer; the same may work later. */
        UNAVAILABLE(503),
        /** A fault of ours, which the log tells. */
        INTERNAL(500);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** As HTTP has it. */
        public int status() {
            return status;
        }
    }

    /** What somebody could not do. */
    public static final class Refusal extends Exception {

        private static final long serialVersionUID = 1;

        private final transient Problem problem;

        /** With what lies behind it. */
        public Refusal(Kind kind, String title, String detail, Throwable cause) {
            super(title + ": " + detail, cause);
            this.problem = new Problem(kind, title, detail);
        }

        public Refusal(Kind kind, String title, String detail) {
            super(title + ": " + detail);
            this.problem = new Problem(kind, title, detail);
        }

        /** What to tell. */
        public Problem problem() {
            return problem;
        }
    }
}
