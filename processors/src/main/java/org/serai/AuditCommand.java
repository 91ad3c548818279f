package org.serai;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.serai.camel.JournalFiles;
import org.serai.config.ConfigException;
import org.serai.verdict.Verification.End;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The journal, for people; docs/audit.md. */
@Command(
        name = "audit",
        description = "What the journal says became of messages.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class AuditCommand {

    private static final int DIFFERENCES = 1;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Command(
            name = "verify",
            description =
                    "Compares the journal with quarantine and audit trail, and prints the difference; status 1 when there is"
                            + " one.")
    int verify(
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            defaultValue = "1970-01-01T00:00:00Z",
                            description = "Events from then on, such as 2026-11-24T00:00:00Z.")
                    Instant since,
            @Option(
                            names = "--until",
                            paramLabel = "TIME",
                            defaultValue = "9999-01-01T00:00:00Z",
                            description = "Events before that.")
                    Instant until) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        var files = new JournalFiles(common.settings(), common.home());
        var differences = new AtomicLong();
        try {
            Map<End, Long> counts = files.verify(since, until, (id, what) -> {
                differences.incrementAndGet();
                out.println(id + "  " + what);
            });
            counts.forEach((end, count) -> out.println(String.format("%9d  %s", count, end.words())));
        } catch (IOException e) {
            throw ConfigException.about("not all can be read that is to be compared", files.directory(), e);
        }
        out.println(differences.get() == 0 ? "difference: none" : "differences: " + differences.get());
        out.flush();
        return differences.get() == 0 ? 0 : DIFFERENCES;
    }

    @Command(name = "show", description = "What the journal holds of a mail, a line each; status 1 when it is nothing.")
    int show(@Parameters(paramLabel = "ID", description = "A mail id.") String id) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        var files = new JournalFiles(common.settings(), common.home());
        try {
            long found = files.show(id, out::println);
            out.flush();
            return found > 0 ? 0 : DIFFERENCES;
        } catch (IOException e) {
            throw ConfigException.about("the journal cannot be read", files.directory(), e);
        }
    }
}
