package org.serai;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.serai.camel.StoredState;
import org.serai.config.ConfigException;
import org.serai.config.Settings;
import org.serai.filter.Filters;
import org.serai.history.PenaltyBox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The penalty box, for people and packet filters; docs/filters/penalty.md. */
@Command(
        name = "penalty",
        description = "Shows the client networks that have points, as they are now.",
        mixinStandardHelpOptions = true)
final class PenaltyCommand {

    private record Listed(String network, double points) {}

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Command(name = "list", description = "Client networks with points, the worst first.")
    int list(
            @Option(
                            names = "--least",
                            paramLabel = "POINTS",
                            defaultValue = "0",
                            description = "With so many at least.")
                    double least,
            @Option(names = "--plain", description = "A network in CIDR notation a line, and nothing else.")
                    boolean plain) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        for (Listed each : listed(least)) {
            out.println(
                    plain ? each.network() : String.format(Locale.ROOT, "%7.1f  %s", each.points(), each.network()));
        }
        out.flush();
        return 0;
    }

    private List<Listed> listed(double least) {
        Settings settings = common.settings();
        var options = settings.bind(Filters.prefix("penalty"), PenaltyBox.Options.class);
        Instant now = Instant.now();
        var all = new ArrayList<Listed>();
        try {
            StoredState.from(settings, common.home())
                    .forEach(
                            PenaltyBox.spec(options),
                            (network, penalty) ->
                                    all.add(new Listed(network, PenaltyBox.left(penalty, options.halfLife(), now))));
        } catch (IOException e) {
            throw new ConfigException("the firewall that runs does not answer: " + ConfigException.reason(e), e);
        }
        all.removeIf(each -> each.points() < least);
        all.sort(Comparator.comparingDouble(Listed::points).reversed().thenComparing(Listed::network));
        return all;
    }
}
