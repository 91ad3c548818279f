package org.serai;

import java.util.concurrent.Callable;
import org.serai.camel.Application;
import org.serai.camel.PropertiesPage;
import org.serai.check.CheckCommand;
import org.serai.config.ConfigException;
import org.serai.explain.ExplainCommand;
import org.serai.train.EvaluateCommand;
import org.serai.train.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line behind {@code bin/serai}. */
@Command(
        name = "serai",
        description = "A mail firewall made of Apache Camel routes.",
        subcommands = {
            Main.Run.class,
            ExplainCommand.class,
            CheckCommand.class,
            DkimKeyCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            AuditCommand.class,
            QuarantineCommand.class,
            StateCommand.class,
            PenaltyCommand.class,
            CatalogCommand.class,
            Main.PropertiesTable.class
        },
        mixinStandardHelpOptions = true)
public final class Main {

    @Command(
            name = "run",
            description = "Starts the firewall; SIGTERM ends it when its sessions are done.",
            mixinStandardHelpOptions = true)
    static final class Run implements Callable<Integer> {

        @CommandLine.Mixin
        private CommonOptions common = new CommonOptions();

        @Override
        public Integer call() {
            new Application(common.settings(), common.home()).run();
            return 0;
        }
    }

    @Command(
            name = "properties",
            description = "Prints all properties with their defaults as a Markdown table.",
            mixinStandardHelpOptions = true)
    static final class PropertiesTable implements Callable<Integer> {

        @Override
        public Integer call() {
            System.out.print(PropertiesPage.markdown());
            return 0;
        }
    }

    private Main() {}

    public static void main(String[] args) {
        // TLS 1.2 lets a client ask for handshake after handshake in one session (CVE-2011-1473), each of which costs
        // us more
        // than him and moves no mail. The JDK reads this once, before whichever comes first, a door's handshake or a
        // backend's.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        System.exit(commandLine().execute(args));
    }

    /** All commands; what a person did wrong is told in a line, anything else with its trace. */
    public static CommandLine commandLine() {
        var line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof ConfigException) {
                System.err.println("serai: " + failure.getMessage());
                return 2;
            }
            failure.printStackTrace();
            return 1;
        });
        return line;
    }
}
