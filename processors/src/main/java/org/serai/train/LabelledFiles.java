package org.serai.train;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.serai.config.ConfigException;
import org.serai.learn.Label;

/** Labelled messages, from folders and manifests, and what of the folders was left out. */
final class LabelledFiles {

    /** Some editors begin a file with it: U+FEFF. */
    private static final String MARK = "\ufeff";

    private final List<Labelled> messages = new ArrayList<>();
    private final Map<FileKind, List<Path>> others = new EnumMap<>(FileKind.class);

    /** In the order in which they were added. */
    List<Labelled> messages() {
        return messages;
    }

    /** A sentence for each kind of files that were left out; hidden files and the indexes of maildirs are not told. */
    List<String> leftOut() {
        var out = new ArrayList<String>();
        others.forEach((kind, files) -> out.add(kind.leftOut(files)));
        return out;
    }

    /**
     * Adds a message, or all below a directory, in the order of their names. Hidden files are none, nor is what lies in a maildir elsewhere
     * than in {@code cur} and {@code new}; a hidden directory is read if it is a maildir, as the folders of Maildir++ are. A link to a file
     * is read, one to a directory below is not.
     */
    void folder(Path path, Label label) {
        if (Files.isRegularFile(path)) {
            add(path, path.toString(), label);
            return;
        }
        if (!Files.isDirectory(path)) {
            throw new ConfigException("There is no directory " + path);
        }
        try {
            Path root = Files.isSymbolicLink(path) ? path.toRealPath() : path;
            var found = new ArrayList<Path>();
            Files.walkFileTree(root, new Messages(root, found));
            found.stream()
                    .sorted()
                    .forEach(file -> add(file, root.relativize(file).toString(), label));
        } catch (IOException e) {
            throw ConfigException.about(path + " cannot be read", path, e);
        }
    }

    private void add(Path file, String name, Label label) {
        FileKind kind = kind(file);
        if (kind == FileKind.MESSAGE) {
            messages.add(new Labelled(name, file, label, ""));
        } else {
            others.computeIfAbsent(kind, any -> new ArrayList<>()).add(file);
        }
    }

    /** What cannot be read is told in its turn, when what stands before it is learned. */
    private static FileKind kind(Path file) {
        try {
            return FileKind.of(file);
        } catch (IOException e) {
            return FileKind.MESSAGE;
        }
    }

    private static final class Messages extends SimpleFileVisitor<Path> {

        private final Path root;
        private final List<Path> found;

        Messages(Path root, List<Path> found) {
            this.root = root;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean passed = !directory.equals(root)
                    && (hidden(directory) && !inMaildir(directory.resolve("cur"))
                            || directory.endsWith("tmp") && inMaildir(directory));
            return passed ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean index = named(file, "dovecot.") || named(file, "dovecot-") || inMaildir(file);
            if (!hidden(file) && !index) {
                found.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            return hidden(file) ? FileVisitResult.CONTINUE : super.visitFileFailed(file, e);
        }

        private static boolean hidden(Path path) {
            return named(path, ".");
        }

        private static boolean named(Path path, String start) {
            return path.getFileName().toString().startsWith(start);
        }

        /** Whether it lies in one, and not in its directories of messages. */
        private static boolean inMaildir(Path path) {
            return Files.isDirectory(path.resolveSibling("cur")) && Files.isDirectory(path.resolveSibling("new"));
        }
    }

    /**
     * Adds, of a directory, the messages below {@code spam} and {@code ham}; of a manifest, what it lists, whatever that looks like, in its
     * order: lines with tabs between path, relative to the manifest, {@code spam}, {@code ham} or {@code forget}, and maybe a source. A
     * first line {@code path label} is a heading.
     */
    void add(Path path) {
        if (Files.isDirectory(path)) {
            folder(path.resolve("spam"), Label.SPAM);
            folder(path.resolve("ham"), Label.HAM);
        } else {
            manifest(path);
        }
    }

    private void manifest(Path path) {
        List<String> lines;
        try {
            lines = Files.readAllLines(path);
        } catch (IOException e) {
            throw ConfigException.about(path + " cannot be read", path, e);
        }
        for (int i = 0; i < lines.size(); i++) {
            String text = lines.get(i);
            String[] columns = (i == 0 && text.startsWith(MARK) ? text.substring(1) : text).split("\t", -1);
            boolean heading = i == 0 && columns.length > 1 && columns[1].equals("label");
            if (!lines.get(i).isBlank() && !heading) {
                messages.add(line(path, i + 1, columns));
            }
        }
    }

    private static Labelled line(Path manifest, int number, String[] columns) {
        Label label =
                switch (columns.length < 2 ? "" : columns[1]) {
                    case "spam" -> Label.SPAM;
                    case "ham" -> Label.HAM;
                    case "forget" -> Label.FORGET;
                    default ->
                        throw new ConfigException(
                                manifest + ":" + number + ": a line is a path, a tab, and spam, ham or forget");
                };
        try {
            return new Labelled(
                    columns[0], manifest.resolveSibling(columns[0]), label, columns.length > 2 ? columns[2] : "");
        } catch (InvalidPathException e) {
            throw new ConfigException(manifest + ":" + number + ": " + e.getReason() + " in a path", e);
        }
    }
}
