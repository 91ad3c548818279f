package org.serai.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates that vouch for a server of ours; empty: those of the Java runtime. */
public record Authorities(List<X509Certificate> certificates) {

    public Authorities {
        certificates = List.copyOf(certificates);
    }

    /**
     * Reads a PEM file; the empty name is none.
     *
     * @throws IllegalArgumentException when it holds no certificate or cannot be read
     */
    public static Authorities parse(String file) {
        if (file.isEmpty()) {
            return new Authorities(List.of());
        }
        Path path = Path.of(file);
        try (InputStream in = Files.newInputStream(path)) {
            var read = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (read.isEmpty()) {
                throw new IllegalArgumentException("the file holds no certificate");
            }
            return new Authorities(read);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("the file holds no certificates in PEM", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(ConfigException.reason(e), e);
        }
    }
}
