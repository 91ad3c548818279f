package org.serai.it;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** What a test needs from the machine. Absent: the test is skipped, in CI it fails. */
final class Needs {

    private Needs() {}

    /** The executable of this name. */
    static Path tool(String name) {
        return onPath(name).orElseThrow(() -> absent(name + " is not installed; 'bin/serai test' installs it"));
    }

    private static Optional<Path> onPath(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin:/sbin";
        return Arrays.stream(path.split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What {@code bin/serai test} unpacks. */
    private static Optional<Path> cached(String name) {
        String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(value -> !value.isEmpty())
                .orElse(System.getProperty("user.home") + "/.cache");
        return Optional.of(Path.of(cache, "serai", name)).filter(Files::isExecutable);
    }

    /** The command that renders a directory: kustomize, else as {@code bin/serai test} unpacks it, else that in kubectl. */
    static List<String> kustomize() {
        Optional<Path> kustomize = onPath("kustomize").or(() -> cached("kustomize"));
        return kustomize
                .map(tool -> List.of(tool.toString(), "build"))
                .or(() -> onPath("kubectl").map(tool -> List.of(tool.toString(), "kustomize")))
                .orElseThrow(() -> absent("kustomize is not installed; 'bin/serai test' unpacks it"));
    }

    /** Exim as the system has it, else as {@code bin/serai test} unpacks it beside Postfix. */
    static Path exim() {
        return Optional.of(Path.of("/usr/sbin/exim4"))
                .filter(Files::isExecutable)
                .or(() -> cached("exim4/usr/sbin/exim4"))
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
