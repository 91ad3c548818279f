package org.serai.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.serai.config.ConfigException;

/** Where labelled messages come from. */
final class LabelledFiles {

    private LabelledFiles() {}

    /** All files below a directory, in the order of their names. */
    static List<Labelled> folder(Path directory, boolean spam) {
        if (!Files.isDirectory(directory)) {
            throw new ConfigException("There is no directory " + directory);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> new Labelled(directory.relativize(file).toString(), file, spam, ""))
                    .toList();
        } catch (IOException e) {
            throw ConfigException.about(directory + " cannot be read", directory, e);
        }
    }

    /**
     * Of a directory, the files below {@code spam} and {@code ham}; of a manifest, what it lists, in its order: lines with tabs between path, relative to
     * the manifest, {@code spam} or {@code ham}, and maybe a source. A first line {@code path label} is a heading.
     */
    static List<Labelled> of(Path path) {
        return Files.isDirectory(path) ? directory(path) : manifest(path);
    }

    private static List<Labelled> directory(Path path) {
        var out = new ArrayList<>(folder(path.resolve("spam"), true));
        out.addAll(folder(path.resolve("ham"), false));
        return out;
    }

    private static List<Labelled> manifest(Path path) {
        List<String> lines;
        try {
            lines = Files.readAllLines(path);
        } catch (IOException e) {
            throw ConfigException.about(path + " cannot be read", path, e);
        }
        var out = new ArrayList<Labelled>();
        for (int i = 0; i < lines.size(); i++) {
            String[] columns = lines.get(i).split("\\t", -1);
            boolean heading = i == 0 && columns.length > 1 && columns[1].equals("label");
            if (!lines.get(i).isBlank() && !heading) {
                out.add(line(path, i + 1, columns));
            }
        }
        return out;
    }

    private static Labelled line(Path manifest, int number, String[] columns) {
        if (columns.length < 2 || !columns[1].equals("spam") && !columns[1].equals("ham")) {
            throw new ConfigException(manifest + ":" + number + ": a line is a path, a tab, and spam or ham");
        }
        return new Labelled(
                columns[0],
                manifest.resolveSibling(columns[0]),
                columns[1].equals("spam"),
                columns.length > 2 ? columns[2] : "");
    }
}
