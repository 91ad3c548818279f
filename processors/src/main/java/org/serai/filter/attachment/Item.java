package org.serai.filter.attachment;

import java.util.List;
import java.util.stream.Stream;

/**
 * A file to judge: a part of the message, or a file in an archive.
 *
 * @param path where it is, {@code invoice.zip/setup.exe}
 * @param names all its names
 * @param declared media type that is said of it, or empty
 * @param layers archives and compressions around it
 * @param archives archives among these
 */
record Item(String path, List<FileName> names, String declared, int layers, int archives) {

    private static final int MAX_PATH = 500;

    /** The likeliest name. */
    String name() {
        return names.isEmpty() ? "" : names.get(0).shown();
    }

    /** A file in this archive. */
    Item entry(String name) {
        String end = name.substring(Math.max(0, name.length() - 255));
        return within('/' + end, List.of(FileName.of(end)), 1);
    }

    /**
     * The only file in this compression: named like it, without its last extension, or as the compression says.
     *
     * @param said its name as the compression keeps it, or empty
     */
    Item decompressed(String said) {
        String name = names.isEmpty() ? "" : names.get(0).opened();
        int dot = name.lastIndexOf('.');
        String inner = dot < 0 ? "" : name.endsWith(".tgz") ? name.substring(0, dot) + ".tar" : name.substring(0, dot);
        List<FileName> innerNames = Stream.of(inner, said.substring(Math.max(0, said.length() - 255)))
                .filter(each -> !each.isEmpty())
                .distinct()
                .map(FileName::of)
                .toList();
        return within(
                '/' + (innerNames.isEmpty() ? "content" : innerNames.get(0).shown()), innerNames, 0);
    }

    private Item within(String step, List<FileName> innerNames, int more) {
        String whole = path + step;
        return new Item(
                whole.substring(Math.max(0, whole.length() - MAX_PATH)), innerNames, "", layers + 1, archives + more);
    }
}
