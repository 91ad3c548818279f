package org.serai;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A directory as the kubelet fills it from a ConfigMap or Secret: each file is a link by way of {@code ..data}, one more link, which leads to
 * the directory of the text in force and is put in the place of the old one at once (Kubernetes, pkg/volume/util/atomic_writer.go).
 */
public final class ConfigMapVolume {

    private static final String DATA = "..data";

    private final Path directory;

    private ConfigMapVolume(Path directory) {
        this.directory = directory;
    }

    /** Mounts one here; files that lie here are hidden by it, and gone. Directories are the places of other mounts, and stay. */
    public static ConfigMapVolume mount(Path directory, Map<String, byte[]> data) throws IOException {
        Files.createDirectories(directory);
        for (Path file : list(directory)) {
            if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(file);
            }
        }
        var volume = new ConfigMapVolume(directory);
        volume.swap(data);
        return volume;
    }

    /** One that is mounted here. */
    public static ConfigMapVolume at(Path directory) {
        return new ConfigMapVolume(directory);
    }

    /** Mounts what lies here already. */
    public static ConfigMapVolume over(Path directory) throws IOException {
        return mount(directory, read(directory));
    }

    /** The files of a directory, by name; what they lead to, where they are links. */
    public static Map<String, byte[]> read(Path directory) throws IOException {
        var out = new TreeMap<String, byte[]>();
        for (Path file : list(directory)) {
            if (Files.isRegularFile(file)) {
                out.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return out;
    }

    /** The data in force. */
    public Map<String, byte[]> data() throws IOException {
        return read(directory);
    }

    /** Puts other data in their place, as after {@code kubectl apply}. */
    public void swap(Map<String, byte[]> data) throws IOException {
        Path link = directory.resolve(DATA);
        Path old = Files.exists(link) ? link.toRealPath() : null;
        Path next = Files.createTempDirectory(directory, "..2026_11_29_12_00_00.");
        for (var file : data.entrySet()) {
            Files.write(next.resolve(file.getKey()), file.getValue());
        }
        Path unfinished = Files.createSymbolicLink(directory.resolve("..data_tmp"), next.getFileName());
        Files.move(unfinished, link, StandardCopyOption.ATOMIC_MOVE);
        for (String name : data.keySet()) {
            Path file = directory.resolve(name);
            if (!Files.isSymbolicLink(file)) {
                Files.createSymbolicLink(file, Path.of(DATA, name));
            }
        }
        for (Path file : list(directory)) {
            if (Files.isSymbolicLink(file) && Files.notExists(file)) {
                Files.delete(file);
            }
        }
        if (old != null) {
            delete(old);
        }
    }

    private static void delete(Path old) throws IOException {
        for (Path file : list(old)) {
            Files.delete(file);
        }
        Files.delete(old);
    }

    private static Iterable<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
