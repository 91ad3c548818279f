package org.serai.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A file that a person writes, in UTF-8: one entry a line, empty lines and those that begin with {@code #} left out. */
public record EntryFile(Path path) {

    /**
     * Reads it.
     *
     * @param taker gets each entry without white space around it; throws IllegalArgumentException when it is wrong
     * @throws ConfigException naming file and line of a wrong entry
     */
    public void forEach(Consumer<String> taker) {
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(path)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String entry = line.strip();
                if (!entry.isEmpty() && !entry.startsWith("#")) {
                    taker.accept(entry);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigException(path + ":" + number + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw ConfigException.about(path + " cannot be read", path, e);
        }
    }

    /** The same where what follows a {@code #} behind white space is a comment too, and a file that is not there is empty. */
    public void forEachUncommented(Consumer<String> taker) {
        // A link that leads nowhere is there: a mistake to be told.
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            forEach(entry -> taker.accept(uncommented(entry)));
        }
    }

    private static String uncommented(String entry) {
        for (int i = entry.indexOf('#'); i > 0; i = entry.indexOf('#', i + 1)) {
            if (Character.isWhitespace(entry.charAt(i - 1))) {
                return entry.substring(0, i).strip();
            }
        }
        return entry;
    }
}
