package org.serai.content;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import org.serai.config.EntryFile;
import org.serai.mail.DomainName;

/**
 * Hosts whose URLs lead on to others, {@code config/lists/redirectors.txt}: a host, {@code .example.com} for all below it or
 * {@code www.example.*} for any top-level domain; behind it the parameters that hold the target, if it can be read.
 */
public final class Redirectors {

    private static final String FILE = "redirectors.txt";

    private final Map<String, List<String>> exact = new HashMap<>();
    private final Map<String, List<String>> below = new HashMap<>();
    private final Map<String, List<String>> anyTop = new HashMap<>();

    private Redirectors() {}

    /**
     * Reads the list; none where there is no file.
     *
     * @throws org.serai.config.ConfigException naming file and line of a wrong entry
     */
    public static Redirectors load(Path directory) {
        var out = new Redirectors();
        new EntryFile(directory.resolve(FILE)).forEachUncommented(out::add);
        return out;
    }

    private void add(String line) {
        var words = new StringTokenizer(line, " \t,");
        String host = words.nextToken();
        boolean below = host.startsWith(".");
        boolean anyTop = host.endsWith(".*");
        DomainName name = DomainName.of(host.substring(below ? 1 : 0, host.length() - (anyTop ? 2 : 0)));
        if (name == null || below && anyTop) {
            throw new IllegalArgumentException(
                    "'" + host + "' is not a host such as links.example.com, .example.com or www.example.*");
        }
        var parameters = new ArrayList<String>();
        while (words.hasMoreTokens()) {
            parameters.add(words.nextToken());
        }
        (below ? this.below : anyTop ? this.anyTop : exact).put(name.ascii(), List.copyOf(parameters));
    }

    /** The parameters that hold the target; empty where it cannot be told; null where the host is none. */
    @Nullable
    List<String> parameters(Url url) {
        String host = url.host().text();
        List<String> found = exact.get(host);
        for (int dot = host.indexOf('.'); found == null && dot >= 0; dot = host.indexOf('.', dot + 1)) {
            found = below.get(host.substring(dot + 1));
            // One or two labels: .com, .co.uk.
            if (found == null && host.length() - dot <= 8) {
                found = anyTop.get(host.substring(0, dot));
            }
        }
        return found;
    }
}
