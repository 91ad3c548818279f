package org.serai;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;
import org.serai.identity.dkim.NewKey;
import org.serai.mail.DomainName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a key for DKIM signatures; docs/dkim-signing.md tells what follows. */
@Command(
        name = "dkim-key",
        description = "Makes a key to sign mail of a domain with, and shows the record to publish.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DkimKeyCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DOMAIN", description = "Domain of the header From, and those below it.")
    private String domain = "";

    @Parameters(index = "1", paramLabel = "SELECTOR", description = "Name of the key, such as s2026.")
    private String selector = "";

    @Option(names = "--type", defaultValue = "RSA", description = "${COMPLETION-CANDIDATES}; default RSA.")
    private NewKey.Type type = NewKey.Type.RSA;

    @Option(names = "--bits", defaultValue = "2048", description = "Of an RSA key, 1024 to 4096; default 2048.")
    private int bits;

    @Override
    public Integer call() {
        if (bits < 1024 || bits > 4096) {
            throw new ConfigException("--bits = " + bits + ": must be between 1024 and 4096");
        }
        String config = Objects.requireNonNull(common.settings().effective().get("config.dir"));
        Path directory = common.home().resolve(config).resolve("dkim");
        try {
            NewKey key = NewKey.make(directory, name("DOMAIN", domain), name("SELECTOR", selector), type, bits);
            tell(key);
            return 0;
        } catch (FileAlreadyExistsException e) {
            throw new ConfigException(e.getFile() + " exists: take another selector", e);
        } catch (IOException e) {
            throw ConfigException.about("the key cannot be written", directory, e);
        }
    }

    private void tell(NewKey key) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        String file = key.file().toString();
        out.println("Publish this record:\n");
        out.println(key.record());
        out.println("\nWhen it is in the DNS, begin to sign:\n");
        out.println("mv " + file + " " + file.substring(0, file.length() - NewKey.SUFFIX.length()));
        out.flush();
    }

    private static DomainName name(String what, String said) {
        DomainName name = DomainName.of(said);
        if (name == null) {
            throw new ConfigException(what + " = " + said + ": is no domain name");
        }
        return name;
    }
}
