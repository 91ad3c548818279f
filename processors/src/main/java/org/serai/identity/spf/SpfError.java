package org.serai.identity.spf;

import org.serai.identity.SpfResult.Result;

/** Ends an evaluation with permerror or temperror (RFC 7208 sections 2.6.6 and 2.6.7); the message names what is wrong. */
final class SpfError extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int SHOWN = 100;

    private final Result result;

    private SpfError(Result result, String message) {
        super(message, null, false, false);
        this.result = result;
    }

    static SpfError permanent(String message) {
        return new SpfError(Result.PERMERROR, message);
    }

    static SpfError temporary(String message) {
        return new SpfError(Result.TEMPERROR, message);
    }

    Result result() {
        return result;
    }

    /** The same, told with the place. */
    SpfError in(String place) {
        return new SpfError(result, place + ": " + getMessage());
    }

    /** A term of a record, as one may show it. */
    static String clipped(String term) {
        var out = new StringBuilder();
        for (int i = 0; i < term.length() && i < SHOWN; i++) {
            char c = term.charAt(i);
            out.append(c > ' ' && c <= '~' ? c : '?');
        }
        return out.append(term.length() > SHOWN ? "..." : "").toString();
    }
}
