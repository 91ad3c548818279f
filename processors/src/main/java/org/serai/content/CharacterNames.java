package org.serai.content;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** The 2,231 named character references of HTML (WHATWG HTML section 13.5), read when the first is looked up. */
final class CharacterNames {

    /** {@code CounterClockwiseContourIntegral;}. */
    static final int LONGEST = 32;

    /** Of those that need no semicolon, {@code Aacute}. */
    static final int LONGEST_OLD = 6;

    private static final String RESOURCE = "html-references.txt";

    private CharacterNames() {}

    private static final class Table {
        static final Map<String, String> NAMES = load();
    }

    /**
     * What a name stands for, null: it is none.
     *
     * @param name with its semicolon; without one for those that need none
     */
    static @Nullable String characters(String name) {
        return Table.NAMES.get(name);
    }

    private static Map<String, String> load() {
        try (InputStream in = CharacterNames.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("Serai without " + RESOURCE);
            }
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
            var names = new HashMap<String, String>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    add(line, names);
                }
            }
            return Map.copyOf(names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(String line, Map<String, String> names) {
        var words = new StringTokenizer(line);
        String name = words.nextToken();
        var characters = new StringBuilder();
        while (words.hasMoreTokens()) {
            characters.appendCodePoint(Integer.parseInt(words.nextToken(), 16));
        }
        names.put(name, characters.toString());
    }
}
