package org.serai.identity.dkim;

import org.serai.identity.DkimResult.Result;

/** Why a signature or a key is none. */
public final class Flaw extends Exception {

    private static final long serialVersionUID = 1L;

    private final Result result;

    Flaw(Result result, String cause) {
        super(cause, null, false, false);
        this.result = result;
    }

    /** What cannot be read or understood (RFC 8601 section 2.7.1). */
    static Flaw neutral(String cause) {
        return new Flaw(Result.NEUTRAL, cause);
    }

    /** What can be read and must not be trusted. */
    static Flaw permerror(String cause) {
        return new Flaw(Result.PERMERROR, cause);
    }

    public Result result() {
        return result;
    }

    /** In our words. */
    public String cause() {
        return String.valueOf(getMessage());
    }
}
