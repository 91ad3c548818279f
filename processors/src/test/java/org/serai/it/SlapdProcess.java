package org.serai.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real OpenLDAP on loopback, with a certificate of its own, that lets nobody search who has not bound. */
final class SlapdProcess implements AutoCloseable {

    static final String BASE = "dc=local,dc=example";
    static final String BIND_DN = "cn=serai," + BASE;
    static final String PASSWORD = "oasis";

    private final Path directory;
    private final Path config;
    private final Pem pem;
    private final int port = Ports.free();
    private final int tlsPort = Ports.free();
    private ChildProcess child;

    private SlapdProcess(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.pem = Pem.make(directory.resolve("tls"), "127.0.0.1");
        this.config = configure();
        Path entries = Files.writeString(directory.resolve("entries.ldif"), ENTRIES);
        ChildProcess.run(Needs.tool("slapadd").toString(), "-f", config.toString(), "-l", entries.toString());
        this.child = launch();
    }

    private static final String ENTRIES =
            """
            dn: dc=local,dc=example
            objectClass: domain
            dc: local

            dn: cn=serai,dc=local,dc=example
            objectClass: organizationalRole
            objectClass: simpleSecurityObject
            cn: serai
            userPassword: oasis

            dn: uid=anna,dc=local,dc=example
            objectClass: inetOrgPerson
            uid: anna
            cn: Anna
            sn: Anna
            mail: anna@local.example
            mail: anna.alias@local.example
            employeeType: board

            dn: uid=berta,dc=local,dc=example
            objectClass: inetOrgPerson
            uid: berta
            cn: Berta
            sn: Berta
            mail: berta@local.example

            """;

    static SlapdProcess start(Path directory) throws IOException {
        Needs.tool("slapd");
        return new SlapdProcess(directory);
    }

    private Path configure() throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        return Files.writeString(
                directory.resolve("slapd.conf"),
                """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/inetorgperson.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                pidfile %1$s/slapd.pid
                argsfile %1$s/slapd.args
                TLSCertificateFile %2$s
                TLSCertificateKeyFile %3$s
                disallow bind_anon
                require authc
                security simple_bind=128
                database mdb
                maxsize 10485760
                suffix "%4$s"
                rootdn "cn=admin,%4$s"
                directory %5$s
                access to attrs=userPassword by anonymous auth by * none
                access to * by users read by * none
                """
                        .formatted(directory, pem.certificate(), pem.key(), BASE, data));
    }

    private ChildProcess launch() {
        var started = ChildProcess.start(
                directory,
                directory.resolve("slapd.log"),
                Map.of(),
                List.of(
                        Needs.tool("slapd").toString(),
                        "-f",
                        config.toString(),
                        "-h",
                        "ldap://127.0.0.1:" + port + " ldaps://127.0.0.1:" + tlsPort,
                        "-d",
                        "0"));
        started.awaitPort(port, Duration.ofSeconds(120));
        return started;
    }

    /** A set-up that asks it, by StartTLS. */
    SeraiProcess.Setup askedBy(SeraiProcess.Setup setup) throws IOException {
        Path password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        return setup.property("ldap.uri", "ldap://127.0.0.1:" + port)
                .property("ldap.ca-file", pem.certificate())
                .property("ldap.base", BASE)
                .property("ldap.bind-dn", BIND_DN)
                .property("ldap.password-file", password);
    }

    /** A set-up that asks it by TLS from the start. */
    SeraiProcess.Setup askedByTls(SeraiProcess.Setup setup) throws IOException {
        return askedBy(setup).property("ldap.uri", "ldaps://127.0.0.1:" + tlsPort);
    }

    void stop() {
        child.terminate();
        child.awaitExit(Duration.ofSeconds(120));
    }

    void restart() {
        child.close();
        child = launch();
    }

    @Override
    public void close() {
        child.close();
    }
}
