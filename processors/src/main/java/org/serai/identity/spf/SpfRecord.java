package org.serai.identity.spf;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.serai.identity.SpfResult.Result;

/**
 * An SPF record, read (RFC 7208 section 4.6).
 *
 * @param directives in order
 * @param redirect the domain whose record goes on where no directive matches, or null
 * @param explanation where the text about a failure lies, or null
 */
record SpfRecord(List<Directive> directives, @Nullable MacroString redirect, @Nullable MacroString explanation) {

    private static final String VERSION = "v=spf1";

    /**
     * What follows when a mechanism matches.
     *
     * @param text as it stands in the record, for evidence
     */
    record Directive(Result result, Mechanism mechanism, String text) {}

    SpfRecord {
        directives = List.copyOf(directives);
    }

    /** True for a TXT record that is to be read as one (section 4.5). */
    static boolean is(String text) {
        return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    /**
     * Reads all terms, also those that no evaluation would come to.
     *
     * @throws SpfError naming the first term that is wrong
     */
    static SpfRecord parse(String text) {
        return new SpfRecordParser().parse(text.substring(VERSION.length()));
    }
}
