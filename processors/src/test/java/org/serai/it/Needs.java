package org.serai.it;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What a test needs from the machine. Absent: the test is skipped, in CI it fails. */
final class Needs {

    private Needs() {}

    /** The executable of this name. */
    static Path tool(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin:/sbin";
        Optional<Path> found = Arrays.stream(path.split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
        return found.orElseThrow(() -> absent(name + " is not installed; 'bin/serai test' installs it"));
    }

    /** Exim as the system has it, else as {@code bin/serai test} unpacks it beside Postfix. */
    static Path exim() {
        String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(value -> !value.isEmpty())
                .orElse(System.getProperty("user.home") + "/.cache");
        return Stream.of(Path.of("/usr/sbin/exim4"), Path.of(cache, "serai/exim4/usr/sbin/exim4"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> absent("Exim is not installed; 'bin/serai test' unpacks it"));
    }

    /** Mail servers give up rights that only root has. */
    static void root() {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw absent("a real mail server can be started by root only");
        }
    }

    /** Ends the test; returns only for the compiler's sake. */
    static IllegalStateException absent(String what) {
        if ("true".equals(System.getenv("CI"))) {
            fail(what);
        }
        Assumptions.abort(what);
        return new IllegalStateException(what);
    }
}
