package org.serai.filter;

import java.util.Set;

/** What the SMTP session itself notices, under the filter name {@code smtp}. */
public final class SessionSymbols {

    /** Spoke before the greeting. */
    public static final String EARLY_TALKER = "SMTP_EARLY_TALKER";
    /** Sent the message without waiting for 354. */
    public static final String EARLY_DATA = "SMTP_EARLY_DATA";
    /** A LF without CR or a CR without LF in the message. */
    public static final String BARE_NEWLINE = "SMTP_BARE_NEWLINE";
    /** A line above {@code smtp.max-text-line}. */
    public static final String LONG_LINE = "SMTP_LONG_LINE";

    /** Made so many errors that the session was ended, {@code smtp.max-errors}. */
    public static final String ERRORS = "SMTP_ERRORS";
    /** Tried to log in and was not believed. */
    public static final String WRONG_PASSWORD = "SMTP_WRONG_PASSWORD";

    public static final Set<String> ALL =
            Set.of(EARLY_TALKER, EARLY_DATA, BARE_NEWLINE, LONG_LINE, ERRORS, WRONG_PASSWORD);

    private SessionSymbols() {}
}
