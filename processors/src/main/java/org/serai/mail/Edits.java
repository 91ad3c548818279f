package org.serai.mail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * How the copy for the backend differs from what came in: whole header fields in front, and header fields left out.
 *
 * @param prepended complete fields without the closing CRLF, top first; ASCII or UTF-8
 * @param removed byte ranges of the content that are whole header fields with their CRLF, ascending, not overlapping
 */
public record Edits(List<String> prepended, List<Range> removed) {

    public static final Edits NONE = new Edits(List.of(), List.of());

    /**
     * One left-out field.
     *
     * @param name its field name, for the verdict event
     * @param from first octet
     * @param to one past its last octet
     */
    public record Range(String name, long from, long to) {}

    public Edits {
        prepended = List.copyOf(prepended);
        removed = List.copyOf(removed);
    }

    /** These fields on top of the ones there are. */
    public Edits prepend(List<String> fields) {
        var all = new ArrayList<>(fields);
        all.addAll(prepended);
        return new Edits(all, removed);
    }

    /** These fields left out too. */
    public Edits remove(List<Range> ranges) {
        var all = new TreeSet<>(Comparator.comparingLong(Range::from));
        all.addAll(removed);
        all.addAll(ranges);
        return new Edits(prepended, List.copyOf(all));
    }
}
