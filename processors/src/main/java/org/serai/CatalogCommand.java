package org.serai;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.serai.camel.Catalog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bin/serai catalog}: for who has changed a filter's options. */
@Command(
        name = "catalog",
        description = "Writes the Kamelets and the entry of Camel's catalog anew, from the options of the filters.",
        mixinStandardHelpOptions = true)
final class CatalogCommand implements Callable<Integer> {

    @Parameters(paramLabel = "REPOSITORY", defaultValue = ".", description = "Where docs/ and camel-k/ lie.")
    private Path root = Path.of(".");

    @Override
    public Integer call() throws IOException {
        for (Map.Entry<Path, String> file :
                Catalog.files(root.resolve("docs"), root.resolve("pom.xml")).entrySet()) {
            Path to = root.resolve(file.getKey());
            Files.createDirectories(to.resolveSibling("."));
            Files.writeString(to, file.getValue());
        }
        return 0;
    }
}
