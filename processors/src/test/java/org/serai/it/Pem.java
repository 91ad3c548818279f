package org.serai.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A certificate that signs itself, and its key, as PEM files in one directory. */
record Pem(Path certificate, Path key) {

    static Pem make(Path directory, String commonName) throws IOException {
        Files.createDirectories(directory);
        var pem = new Pem(directory.resolve("certificate.pem"), directory.resolve("key.pem"));
        ChildProcess.run(
                Needs.tool("openssl").toString(),
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=" + commonName,
                "-keyout",
                pem.key.toString(),
                "-out",
                pem.certificate.toString());
        return pem;
    }

    /** Puts a file in the place of another as a renewal does: whole. */
    static void replace(Path target, Path by) throws IOException {
        Path copy = Files.copy(by, target.resolveSibling(target.getFileName() + ".new"));
        Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
