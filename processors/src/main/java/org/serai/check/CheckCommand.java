package org.serai.check;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.serai.CommonOptions;
import org.serai.camel.Problem;
import org.serai.camel.RouteCheck;
import org.serai.camel.Rule;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether routes are right; docs/check.md. */
@Command(
        name = "check",
        description = {
            "Says what is wrong with routes, without starting them; no network is used and nothing is written.",
            "Status 0: nothing, 1: something, 2: wrong usage, or properties, scores or lists that cannot be read."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class CheckCommand implements Callable<Integer> {

    private static final int PROBLEMS = 1;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--sarif",
            paramLabel = "FILE",
            description =
                    "Writes the findings as SARIF 2.1.0 to FILE; - is standard output, which then holds nothing else.")
    private @Nullable String sarif;

    @Parameters(
            arity = "0..1",
            paramLabel = "ROUTES",
            description = "Directory of the routes; without it routes.dir, as bin/serai run takes it.")
    private @Nullable Path routes;

    @Override
    public Integer call() {
        Settings settings = common.settings(
                routes == null
                        ? Map.of()
                        : Map.of("routes.dir", routes.toAbsolutePath().toString()));
        List<Problem> problems = problems(settings, common.home());
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        String log = new Sarif(CheckCommand::name).of(problems);
        if ("-".equals(sarif)) {
            out.println(log);
        } else {
            problems.forEach(problem -> out.println(problem.written(CheckCommand::name)));
            if (sarif != null) {
                write(Path.of(sarif), log);
            }
        }
        out.flush();
        return problems.isEmpty() ? 0 : PROBLEMS;
    }

    private static List<Problem> problems(Settings settings, Path home) {
        List<Problem> found = RouteCheck.of(settings, home);
        Set<Path> unreadable = files(found, Rule.SYNTAX);
        var schema = new RouteSchema();
        List<Problem> invalid = RouteCheck.files(settings, home).stream()
                .filter(file -> !unreadable.contains(file))
                .flatMap(file -> schema.problems(file).stream())
                .toList();
        // The schema tells all places in a file, Camel's reader the first of them.
        Set<Path> told = files(invalid, Rule.SCHEMA);
        var out = new ArrayList<>(invalid);
        found.stream()
                .filter(problem -> problem.rule() != Rule.SCHEMA || !told.contains(problem.file()))
                .forEach(out::add);
        return out.stream().sorted().toList();
    }

    private static Set<Path> files(List<Problem> problems, Rule rule) {
        return problems.stream()
                .filter(problem -> problem.rule() == rule)
                .map(Problem::file)
                .collect(Collectors.toSet());
    }

    /** Relative to where the caller is, when it lies there. */
    private static String name(Path file) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = file.toAbsolutePath().normalize();
        return (absolute.startsWith(here) ? here.relativize(absolute) : absolute).toString();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be written", file, e);
        }
    }
}
